"""Addresses on who is who; the server puts the language in front of them."""

from django.urls import URLPattern, path

from haina.cases.pages.identities import appealing, deciding, mine, one, searching

app_name = "identities"

urlpatterns: list[URLPattern] = [
    path("office/identities/", searching.find, name="find"),
    path("office/identities/pairs/", searching.pairs, name="pairs"),
    path("office/identities/pairs/<int:pair_id>/", deciding.pair, name="pair"),
    path("office/identities/appeals/", searching.appeals, name="appeals"),
    path("office/identities/appeals/<int:appeal_id>/", appealing.answer, name="answer"),
    path("office/identities/decisions/<uuid:event_id>/", deciding.take_back, name="undo"),
    path("office/identities/<uuid:identity_id>/", one.one, name="one"),
    path("office/identities/<uuid:identity_id>/merge/", deciding.merge_with, name="merge"),
    path("office/identities/<uuid:identity_id>/split/", deciding.take_apart, name="split"),
    path("office/identities/<uuid:identity_id>/papers/<int:document_id>/", one.confirm, name="confirm_paper"),
    path("me/identity/", mine.mine, name="mine"),
    path("me/identity/papers/<int:document_id>/remove/", mine.remove_paper, name="remove_paper"),
    path("me/identity/decisions/<uuid:event_id>/appeal/", appealing.appeal, name="appeal"),
]
