"""The Django app of money."""

from django.apps import AppConfig


class MoneyConfig(AppConfig):
    """Registers the app under the label `money`."""

    name = "haina.money"
    label = "money"
    default_auto_field = "django.db.models.BigAutoField"
