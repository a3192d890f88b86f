"""Addresses of guarantees and compensation."""

from django.urls import path

from haina.money.guarantees.pages import exits, views

app_name = "guarantees"

urlpatterns = [
    path("guarantees/", views.mine, name="mine"),
    path("guarantees/<uuid:guarantee_id>/", views.show, name="guarantee"),
    path("guarantees/<uuid:guarantee_id>/begin/", views.begin, name="begin"),
    path("guarantees/<uuid:guarantee_id>/claim/", views.claim, name="claim"),
    path("guarantees/<uuid:guarantee_id>/act/<slug:act>/", views.act, name="act"),
    path("guarantees/losses/<uuid:loss_id>/recover/", views.recover, name="recover"),
    path("compensations/<int:number>/", views.compensation, name="compensation"),
    path("office/exits/<uuid:case_id>/", exits.show, name="exit"),
    path("office/exits/<uuid:case_id>/<slug:finding>/", exits.overrule, name="overrule"),
    path("office/guarantees/", views.office, name="office"),
]
