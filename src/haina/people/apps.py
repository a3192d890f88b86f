"""The Django app of people, organisations and who may act for whom."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Registers the app under the label `people`."""

    name = "haina.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
