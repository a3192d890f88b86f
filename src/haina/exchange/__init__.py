"""What one department asks of another's register, on what ground, and every look that a person can read."""
