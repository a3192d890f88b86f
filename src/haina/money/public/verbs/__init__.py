"""What is done for the public register, one file a verb."""
