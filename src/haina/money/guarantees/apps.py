"""The Django app of guarantees."""

from django.apps import AppConfig


class GuaranteesConfig(AppConfig):
    """Registers the app under the label `guarantees`."""

    name = "haina.money.guarantees"
    label = "guarantees"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have guarantees follow from grants and be in the demo, and print who may do what with them."""
        from haina.cases.consequences import register
        from haina.cases.demo_chapters import add_step
        from haina.money.endings import add_follower
        from haina.money.guarantees import demo
        from haina.money.guarantees.granting import Guarantees
        from haina.money.guarantees.permissions import section
        from haina.money.guarantees.verbs.end import end_with_award
        from haina.people.permission_matrix import add_section

        register(Guarantees())
        add_follower(end_with_award)
        add_section("guarantees", section)
        add_step("guarantee", demo.guarantee)
        add_step("exit", demo.look_into_exit)
