"""'What can I get?': the questions, what was answered, and the answer put in order."""
