"""The server as a Django app, so that its commands and checks are found."""

from django.apps import AppConfig


class ServerConfig(AppConfig):
    """Settings, addresses, errors, and the command that prepares a database."""

    name = "haina.server"
    label = "server"
