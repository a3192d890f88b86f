"""The HTTP interface as a Django application."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """One OpenAPI document; the same answers as the portal and the command line."""

    name = "haina.api"
    label = "api"
