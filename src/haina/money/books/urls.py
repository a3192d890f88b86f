"""Addresses of the units' books; the server puts the language in front of them."""

from django.urls import URLPattern, path

from haina.money.books.pages import mine, office, unit

app_name = "books"

urlpatterns: list[URLPattern] = [
    path("me/awards/", mine.mine, name="mine"),
    path("office/books/", office.office, name="office"),
    path("units/", unit.units, name="units"),
    path("units/<uuid:organisation_id>/books/", unit.unit, name="unit"),
    path("units/<uuid:organisation_id>/books/<slug:deed>/<str:of>/", unit.act, name="act"),
]
