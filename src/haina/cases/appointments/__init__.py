"""Appointments: when the holder of a case comes to a counter; each slot is booked once."""
