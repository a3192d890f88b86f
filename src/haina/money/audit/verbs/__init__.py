"""What an auditor does, one file a verb."""
