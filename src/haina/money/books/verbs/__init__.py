"""What people do in the books of a unit, one file a verb."""
