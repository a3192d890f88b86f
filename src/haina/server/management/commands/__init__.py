"""Django commands of the server."""
