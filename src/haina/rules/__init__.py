"""The rule language: parse, check, evaluate over all dates, explain, and ask; pure Python without Django."""
