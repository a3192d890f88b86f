"""The Django app of look-ups in registers."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Registers the app under the label `exchange`."""

    name = "haina.exchange"
    label = "exchange"
    default_auto_field = "django.db.models.BigAutoField"
