"""Pages of the units' books."""
