"""The only code that writes reviews: one file for each thing that a person would say."""
