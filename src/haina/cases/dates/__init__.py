"""What runs for a person and until when: the page of one's dates, and the same as a calendar."""
