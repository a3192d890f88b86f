"""The Django app of money."""

from django.apps import AppConfig


class MoneyConfig(AppConfig):
    """Registers the app under the label `money`."""

    name = "haina.money"
    label = "money"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let claims go with identities, awards follow from grants, and the demo have money."""
        from haina.cases import consequences
        from haina.cases.demo_chapters import add_chapter, add_step
        from haina.money import demo, demo_awards
        from haina.money.audit import permissions as audit
        from haina.money.granting import Grants
        from haina.money.permissions import table_page
        from haina.money.verbs.follow_identities import ClaimsFollow
        from haina.money.verbs.part_awards import AwardsPart
        from haina.people.following import register, register_parter
        from haina.people.permission_matrix import add_section

        awards = AwardsPart()
        register(awards)
        register(ClaimsFollow())
        register_parter(awards)
        consequences.register(Grants())
        add_chapter(demo.make_money)
        add_chapter(demo_awards.make_awards)
        add_step("lay_down", demo.lay_down)
        add_step("tell_project", demo.tell_project)
        add_step("pay", demo.pay)
        add_section("haina.money", table_page)
        add_section("haina.money.audit", lambda: "".join(audit.section()))
