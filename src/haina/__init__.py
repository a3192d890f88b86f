"""Haina makes a city's talent policy run: one policy pack, one window, answers that can be checked."""

#: The same as in pyproject.toml; a test holds the two together.
__version__ = "0.1.0"
