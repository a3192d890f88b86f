"""The HTTP interface, described by one OpenAPI document."""
