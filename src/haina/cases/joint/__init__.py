"""One application for several rights: cases that are filled in on one form and sent together."""
