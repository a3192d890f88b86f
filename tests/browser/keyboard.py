"""Somebody who uses the keyboard alone: Tab, Shift+Tab, arrows, Space, Enter, and typing."""

from __future__ import annotations

from playwright.sync_api import Locator

from .visitor import Visitor

#: More stops than any page of a form has.
_MOST_STOPS = 220


class Hands:
    """Keys on the present page of a visitor; nothing is ever clicked or focused by a script."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.keys = visitor.page.keyboard

    def reach(self, target: Locator) -> None:
        """Press Tab until the target has the focus, and see that the focus is shown."""
        for _ in range(_MOST_STOPS):
            if target.evaluate("element => element === document.activeElement"):
                shown = target.evaluate("element => getComputedStyle(element).outlineStyle")
                assert shown != "none", "the focus cannot be seen"
                return
            self.keys.press("Tab")
        raise AssertionError(f"Tab never reaches {target}")

    def press(self, message: str, about: str = "") -> None:
        """Reach the button or link, press Enter, and wait for the page that it leads to."""
        self.reach(self.visitor.find(message, about))
        with self.visitor.page.expect_navigation():
            self.keys.press("Enter")

    def pick(self, choice: Locator) -> None:
        """Reach a radio button or checkbox: Tab to the group, arrows within it, Space."""
        if choice.get_attribute("type") == "radio":
            name = choice.get_attribute("name")
            self._reach_group(f'input[type=radio][name="{name}"]')
            for _ in range(_MOST_STOPS):
                if choice.evaluate("element => element === document.activeElement"):
                    break
                self.keys.press("ArrowDown")
        else:
            self.reach(choice)
        if not choice.is_checked():
            self.keys.press("Space")
        assert choice.is_checked()

    def _reach_group(self, selector: str) -> None:
        for _ in range(_MOST_STOPS):
            if self.visitor.page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
            self.keys.press("Tab")
        raise AssertionError(f"Tab never reaches {selector}")

    def write(self, target: Locator, words: str) -> None:
        """Reach a field and type; a date is typed part by part, as the browser asks for it."""
        self.reach(target)
        if target.get_attribute("type") == "date":
            year, month, day = words.split("-")
            self.keys.type(month + day + year)  # the order of this browser's own language
            assert target.input_value() == words
        else:
            self.keys.press("ControlOrMeta+a")
            self.keys.type(words)

    def select(self, target: Locator, label: str) -> None:
        """Reach a list and type what the option is called."""
        self.reach(target)
        wanted = target.locator("option", has_text=label).first.get_attribute("value")
        for _ in range(_MOST_STOPS):
            if target.input_value() == wanted:
                return
            self.keys.press("ArrowDown")
        raise AssertionError(f"no option {label}")
