"""The Django app of cases."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Registers the app under the label `cases`."""

    name = "haina.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let papers that registers have proven be kept with the person."""
        from haina.cases import consequences
        from haina.cases.proven_papers import PapersProven

        consequences.register(PapersProven(), is_silent=True)
