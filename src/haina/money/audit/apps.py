"""The Django app of the auditor's pages and of the roots over the ledger's days."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Registers the app under the label `audit`."""

    name = "haina.money.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"
