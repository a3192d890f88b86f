"""Addresses of reviews; the server puts the language in front of them."""

from django.urls import URLPattern, path

from haina.review.pages import office, published, reviewing

app_name = "review"

urlpatterns: list[URLPattern] = [
    path("review/", reviewing.tasks, name="tasks"),
    path("review/tasks/<int:task_id>/", reviewing.task, name="task"),
    path("review/tasks/<int:task_id>/check/", reviewing.check, name="check"),
    path("review/tasks/<int:task_id>/conflict/", reviewing.conflict, name="conflict"),
    path("review/tasks/<int:task_id>/papers/<uuid:document_id>/", reviewing.paper, name="paper"),
    path("review/rankings/", published.rankings, name="rankings"),
    path("review/rankings/<uuid:round_id>/", published.ranking, name="ranking"),
    path("review/rankings/<uuid:round_id>.json", published.ranking_json, name="ranking_json"),
    path("review/rankings/<uuid:round_id>.csv", published.ranking_csv, name="ranking_csv"),
    path("office/review/", office.rounds, name="rounds"),
    path("office/review/new/<slug:scheme>/", office.new, name="new"),
    path("office/review/experts/", office.experts, name="experts"),
    path("office/review/<uuid:round_id>/", office.round_page, name="round"),
]
