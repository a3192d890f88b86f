"""How large what is read may be (docs/rule-language.md, 8); the rest is refused with place and limit."""

EXPRESSION_LENGTH = 20_000
"""Characters of one expression."""
NESTING = 60
"""How deep one expression may be nested."""
DIGITS = 18
"""Digits of a number, before and after the point together."""
TABLE_ROWS = 200
"""Rows of a points table, all items together."""
SPELLS = 2_000
"""Spells of one history, or dated values of one fact."""
LIST_LENGTH = 2_000
"""Members of one list fact."""
TEXT_LENGTH = 20_000
"""Characters of one text fact."""
FACTS_BYTES = 5_000_000
"""Bytes of a file of facts."""
PROBLEMS = 200
"""Problems that are listed of one file or one compilation; the last one says that there are more."""
RESULT_DIGITS = 30
"""Digits before the point of a calculated number; what is larger has no value."""
