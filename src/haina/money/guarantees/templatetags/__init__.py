"""Template tags of vouchers and guarantees."""
