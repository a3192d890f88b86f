"""The Django app of reviews."""

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    """Registers the app under the label `review`."""

    name = "haina.review"
    label = "review"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add the table of who may do what to the printed page."""
        from haina.people.permission_matrix import add_section
        from haina.review.permissions import page_section

        add_section("review", page_section)
