"""The Django app of what the public sees of the money."""

from django.apps import AppConfig


class PublicMoneyConfig(AppConfig):
    """Registers the app under the label `public_money`."""

    name = "haina.money.public"
    label = "public_money"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have traits noted with grants, and its table of permissions printed."""
        from haina.cases.consequences import register
        from haina.money.public import permissions
        from haina.money.public.traits import TraitsNoted
        from haina.people.permission_matrix import add_section

        register(TraitsNoted())
        add_section(self.name, lambda: "".join(permissions.section()))
