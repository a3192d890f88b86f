"""Addresses of drafts; the server puts the language in front of them."""

from django.urls import path

from haina.drafts.pages import acting, results, views

app_name = "drafts"

urlpatterns = [
    path("office/policy/", views.drafts, name="drafts"),
    path("office/policy/new/", views.new, name="new"),
    path("office/policy/<uuid:draft_id>/", views.draft, name="draft"),
    path("office/policy/<uuid:draft_id>/edit/", views.edit, name="edit"),
    path("office/policy/<uuid:draft_id>/act/<slug:act>/", acting.act, name="act"),
    path("office/policy/<uuid:draft_id>/pack/", results.pack, name="pack"),
    path("office/policy/<uuid:draft_id>/amendment/", results.amendment, name="amendment"),
    path("office/policy/results/<uuid:trial_id>/", results.result, name="result"),
    path("office/policy/results/<uuid:trial_id>/report/", results.report, name="report"),
    path("office/policy/results/<uuid:trial_id>/<slug:table>.<slug:ending>", results.table, name="table"),
]
