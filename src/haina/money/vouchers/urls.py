"""Addresses of vouchers."""

from django.urls import path

from haina.money.vouchers.pages import holder, member, office

app_name = "vouchers"

urlpatterns = [
    path("vouchers/", holder.mine, name="mine"),
    path("vouchers/<uuid:voucher_id>/", holder.show, name="voucher"),
    path("vouchers/<uuid:voucher_id>/book/", holder.book, name="book"),
    path("vouchers/<uuid:voucher_id>/issue/", office.issue, name="issue"),
    path("vouchers/<uuid:voucher_id>/end/", office.end, name="end"),
    path("vouchers/uses/<uuid:use_id>/<slug:act>/", holder.act_on_use, name="use"),
    path("vouchers/members/<int:member_id>/", member.member, name="member"),
    path("vouchers/members/<int:member_id>/claim/", member.claim, name="claim"),
    path("vouchers/members/<int:member_id>/end/", member.end_membership, name="end_membership"),
    path(
        "vouchers/instruments/<int:instrument_id>/withdraw/",
        member.withdraw_instrument,
        name="withdraw_instrument",
    ),
    path("vouchers/settlements/<uuid:settlement_id>/pay/", member.pay, name="pay"),
    path("office/vouchers/", office.office, name="office"),
]
