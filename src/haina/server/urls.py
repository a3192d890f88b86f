"""Every address of the site: each room's own, under the language that the page is in."""

from __future__ import annotations

from importlib.util import find_spec

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from haina.cases import urls as cases
from haina.server import errors, pages


def _rooms(*names: str) -> list[URLResolver]:
    return [path("", include(f"haina.{name}.urls")) for name in names if find_spec(f"haina.{name}.urls")]


urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.home, name="choose_language"),
    path("health", pages.health, name="health"),
    *cases.PLAIN,
    *([path("api/", include("haina.api.urls"))] if find_spec("haina.api.urls") else []),
    *i18n_patterns(path("account/", include("allauth.urls")), *_rooms("portal", "people", "cases")),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
