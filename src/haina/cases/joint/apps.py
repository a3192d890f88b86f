"""Django's view of the package."""

from django.apps import AppConfig


class JointConfig(AppConfig):
    """The app `joint`: a part of the cases with tables of its own."""

    name = "haina.cases.joint"
    label = "joint"
