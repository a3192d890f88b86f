"""Django's view of the package."""

from django.apps import AppConfig


class DesksConfig(AppConfig):
    """The app `desks`: a part of the cases with tables of its own."""

    name = "haina.cases.desks"
    label = "desks"
