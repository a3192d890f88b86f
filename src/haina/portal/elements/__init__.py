"""Readings of rights, programmes, agreements and duties for their own pages and those of their clauses."""
