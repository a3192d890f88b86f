"""Persons, organisations, accounts and who may do what for whom."""
