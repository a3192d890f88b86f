"""The first page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def home(request: HttpRequest) -> HttpResponse:
    """Show where to begin: by life event, by who one is, by search, by questions."""
    return render(request, "portal/home.html", {})
