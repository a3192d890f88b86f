"""Addresses of drafts; the server puts the language in front of them."""

from django.urls import path

from haina.drafts.pages import acting, packs, results, views

app_name = "drafts"

urlpatterns = [
    path("office/policy/", views.drafts, name="drafts"),
    path("office/policy/new/", views.new, name="new"),
    path("office/policy/pack/", packs.in_force, name="in_force"),
    path("office/policy/new/pack/", packs.new_pack, name="new_pack"),
    path("office/policy/<uuid:draft_id>/edit/pack/", packs.edit_pack, name="edit_pack"),
    path("office/policy/<uuid:draft_id>/carry/", packs.carry, name="carry"),
    path("office/policy/<uuid:draft_id>/differences/", results.differences, name="differences"),
    path("office/policy/<uuid:draft_id>/", views.draft, name="draft"),
    path("office/policy/<uuid:draft_id>/edit/", views.edit, name="edit"),
    path("office/policy/<uuid:draft_id>/act/<slug:act>/", acting.act, name="act"),
    path("office/policy/<uuid:draft_id>/pack/", results.pack, name="pack"),
    path("office/policy/<uuid:draft_id>/amendment/", results.amendment, name="amendment"),
    path("office/policy/results/<uuid:trial_id>/", results.result, name="result"),
    path("office/policy/results/<uuid:trial_id>/report/", results.report, name="report"),
    path("office/policy/results/<uuid:trial_id>/<slug:table>.<slug:ending>", results.table, name="table"),
]
