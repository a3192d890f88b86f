"""Review: experts compare applications by criteria, and what follows is a ranking with its reasons."""
