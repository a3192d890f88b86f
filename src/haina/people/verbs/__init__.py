"""What people do about persons and mandates, one file a verb."""
