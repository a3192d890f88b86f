"""The Django app of reviews."""

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    """Registers the app under the label `review`."""

    name = "haina.review"
    label = "review"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add the table of who may do what to the printed page, and the demo's reviews to the demo."""
        from haina.cases import consequences
        from haina.cases.demo_chapters import add_chapter, add_step
        from haina.people.permission_matrix import add_section
        from haina.review import demo
        from haina.review.leaving import Leaves
        from haina.review.permissions import page_section

        consequences.register(Leaves(), is_silent=True)
        add_section("review", page_section)
        add_chapter(demo.make_reviews)
        add_step("enter_round", demo.enter_round)
        add_step("judge", demo.judge)
        add_step("step_aside", demo.step_aside)
