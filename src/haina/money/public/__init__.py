"""What the public sees of the money: what was planned, called, awarded, paid and achieved."""
