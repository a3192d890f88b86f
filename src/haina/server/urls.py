"""Every address of the site: the rooms' own under the language that the page is in, machines' without one."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from haina.cases.urls import PLAIN
from haina.server import errors, pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.home, name="choose_language"),
    path("health", pages.health, name="health"),
    *PLAIN,
    path("api/", include("haina.api.urls")),
    *i18n_patterns(
        path("account/", include("allauth.urls")),
        path("", include("haina.portal.urls")),
        path("", include("haina.cases.urls")),
        path("", include("haina.money.books.urls")),
        path("", include("haina.review.urls")),
        path("", include("haina.money.vouchers.urls")),
        path("", include("haina.money.guarantees.urls")),
        path("", include("haina.money.urls")),
        path("", include("haina.cases.identity_urls")),
        path("", include("haina.money.audit.urls")),
        path("", include("haina.money.public.urls")),
        path("", include("haina.drafts.urls")),
    ),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
