"""Money: the ledger in double entry, and what moves in it."""
