"""The Django app of drafts."""

from django.apps import AppConfig


class DraftsConfig(AppConfig):
    """Registers the app under the label `drafts`."""

    name = "haina.drafts"
    label = "drafts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Lay what is published over the pack, print who may do what, and let the demo have drafts."""
        from haina.cases.demo_chapters import add_chapter
        from haina.cases.policies import lay_over
        from haina.drafts.demo import make_drafts
        from haina.drafts.permissions import section
        from haina.drafts.published import PUBLISHED
        from haina.people.permission_matrix import add_section

        lay_over(PUBLISHED)
        add_chapter(make_drafts)
        add_section("haina.drafts", section)
