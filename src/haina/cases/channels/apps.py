"""Django's view of the package."""

from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    """The app `channels`: a part of the cases with tables of its own."""

    name = "haina.cases.channels"
    label = "channels"
