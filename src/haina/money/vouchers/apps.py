"""The Django app of vouchers."""

from django.apps import AppConfig


class VouchersConfig(AppConfig):
    """Registers the app under the label `vouchers`."""

    name = "haina.money.vouchers"
    label = "vouchers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have vouchers follow from grants and be in the demo, and print who may do what with them."""
        from haina.cases.consequences import register
        from haina.cases.demo_chapters import add_chapter, add_step
        from haina.money.endings import add_follower
        from haina.money.vouchers import demo
        from haina.money.vouchers.ending import end_with_award
        from haina.money.vouchers.granting import Vouchers
        from haina.money.vouchers.permissions import section
        from haina.people.permission_matrix import add_section

        register(Vouchers())
        add_follower(end_with_award)
        add_section("vouchers", section)
        add_chapter(demo.make_platform)
        add_step("voucher", demo.voucher)
