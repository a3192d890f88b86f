"""Addresses of the portal; the server puts the language in front of them."""

from django.urls import URLPattern, path

from haina.portal.pages import design, home

app_name = "portal"

urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("design/", design.design, name="design"),
]
