"""Pages on who is who: the office's, and each person's own."""
