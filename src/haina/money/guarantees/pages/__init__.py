"""The pages of guarantees and compensation."""
