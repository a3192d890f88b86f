"""The addresses of the interface: version 1."""

from django.urls import path

from haina.api.views import api

urlpatterns = [path("v1/", api.urls)]
