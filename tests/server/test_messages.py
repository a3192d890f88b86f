"""Feature: whatever a program or template says to a person, it can say in Chinese too."""

from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from haina.server import messages

APPS = messages.apps()


def test_given_the_package_then_the_apps_that_speak_are_found():
    assert {"cases", "people", "portal"} <= {app.name for app in APPS}


@pytest.mark.parametrize("app", APPS, ids=lambda app: app.name)
def test_given_an_app_then_no_message_lacks_its_chinese(app: Path):
    assert [f"{each.place}: {each.text}" for each in messages.missing(app)] == []


def test_given_a_message_without_chinese_then_it_is_named_with_its_place(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(messages, "PACKAGE", tmp_path / "haina")
    app = tmp_path / "haina" / "somewhere"
    (app / "templates").mkdir(parents=True)
    (app / "verbs.py").write_text("from x import gettext\ngettext('Only in English')\n", encoding="utf-8")
    (app / "templates" / "page.html").write_text("{% translate 'On a page' %}", encoding="utf-8")
    found = {(each.text, each.place) for each in messages.missing(app)}
    assert found == {
        ("Only in English", "haina/somewhere/verbs.py:2"),
        ("On a page", "haina/somewhere/templates/page.html:1"),
    }


def test_given_the_same_message_in_two_apps_then_both_say_it_alike():
    said: dict[tuple[str, str | None], dict[str, str]] = {}
    for app in APPS:
        with (app / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po").open("rb") as file:
            for entry in read_po(file):
                english = entry.id if isinstance(entry.id, str) else entry.id[0]
                chinese = entry.string if isinstance(entry.string, str) else entry.string[0]
                said.setdefault((english, entry.context), {})[app.name] = chinese
    differing = {key: texts for key, texts in said.items() if key[0] and len(set(texts.values())) > 1}
    assert differing == {}
