"""Django's view of the package."""

from django.apps import AppConfig


class AppointmentsConfig(AppConfig):
    """The app `appointments`: a part of the cases with tables of its own."""

    name = "haina.cases.appointments"
    label = "appointments"
