"""Settings, addresses, and the supervised embedded PostgreSQL."""
