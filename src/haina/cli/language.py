"""In which of the two languages the terminal speaks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from haina.rules.text import Text

LANGUAGES = ("zh", "en")


def language(words: Sequence[str], environment: Mapping[str, str]) -> str:
    """``zh`` or ``en``: as ``--lang`` says anywhere in the command, else as the system's language.

    It is looked for before the command is understood, because a complaint about the command needs it too.
    """
    for position, word in enumerate(words):
        if word == "--":
            break
        if word == "--lang" and position + 1 < len(words) and words[position + 1] in LANGUAGES:
            return words[position + 1]
        if word.startswith("--lang=") and word.removeprefix("--lang=") in LANGUAGES:
            return word.removeprefix("--lang=")
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return "zh" if environment[name].lower().startswith("zh") else "en"
    return "en"


class Speaker:
    """Says texts in one language."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def __call__(self, text: Text) -> str:
        """The text in the speaker's language."""
        return text.in_(self.lang)

    def say(self, zh: str, en: str) -> str:
        """One of two wordings."""
        return zh if self.lang == "zh" else en
