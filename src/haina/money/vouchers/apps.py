"""The Django app of vouchers."""

from django.apps import AppConfig


class VouchersConfig(AppConfig):
    """Registers the app under the label `vouchers`."""

    name = "haina.money.vouchers"
    label = "vouchers"
    default_auto_field = "django.db.models.BigAutoField"
