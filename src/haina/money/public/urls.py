"""Addresses of the public pages of the money, and of the supervisors' tips."""

from django.urls import URLPattern, path

from haina.money.public import pages, pages_tips

app_name = "public_money"

urlpatterns: list[URLPattern] = [
    path("public/money/", pages.overview, name="overview"),
    path("public/money/notices/", pages.notices, name="notices"),
    path("public/money/programmes/<slug:key>/", pages.programme, name="programme"),
    path("public/money/tips/", pages_tips.give, name="give_tip"),
    path("public/money/tips/<str:token>/", pages_tips.tip, name="tip"),
    path("public/money/<slug:name>/", pages.listed, name="list"),
    path("office/money/tips/", pages_tips.office, name="office_tips"),
    path("office/money/tips/<int:tip_id>/", pages_tips.answer, name="answer_tip"),
]
