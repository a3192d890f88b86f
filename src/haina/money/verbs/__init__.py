"""The only code that moves money: one file for each thing that a person would say."""
