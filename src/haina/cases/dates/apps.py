"""Django's view of the package."""

from django.apps import AppConfig


class DatesConfig(AppConfig):
    """The app `case_dates`: a part of the cases with tables of its own."""

    name = "haina.cases.dates"
    label = "case_dates"
