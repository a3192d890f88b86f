"""Vouchers: issued after a grant, booked on an instrument, redeemed after its use, settled with its owner."""
