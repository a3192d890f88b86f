"""The portal as a Django application."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Base layout, components, search, the pages of the policy, and the inquiry 'What can I get?'."""

    name = "haina.portal"
    label = "portal"
    default_auto_field = "django.db.models.BigAutoField"
