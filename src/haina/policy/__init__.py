"""A policy pack as data: load, check, version, run its personas; pure Python without Django."""

from .answer import Answer, RightAnswer
from .load import default_directory, load, load_files, version_of
from .policy import Policy
from .problems import PolicyError, ReadError
from .records import Article, CalendarYear, Clause, Collection, Department, Right, Source

__all__ = [
    "Answer",
    "Article",
    "CalendarYear",
    "Clause",
    "Collection",
    "Department",
    "Policy",
    "PolicyError",
    "ReadError",
    "Right",
    "RightAnswer",
    "Source",
    "default_directory",
    "load",
    "load_files",
    "version_of",
]
