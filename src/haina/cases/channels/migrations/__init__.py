"""Migrations of the channels."""
