"""Awards of the past from a table: a mapping says what the columns mean, and every line is checked."""
