"""Addresses of the auditor's pages; the server puts the language in front of them."""

from django.urls import URLPattern, path

from haina.money.audit import pages

app_name = "audit"

urlpatterns: list[URLPattern] = [
    path("office/audit/", pages.books, name="books"),
    path("office/audit/ledger.csv", pages.ledger_csv, name="ledger_csv"),
    path("office/audit/ledger.beancount", pages.ledger_beancount, name="ledger_beancount"),
    path("office/audit/accounts/<int:account_id>/", pages.account, name="account"),
    path("office/audit/entries/", pages.entries, name="entries"),
    path("office/audit/entries/<int:entry_id>/", pages.entry, name="entry"),
    path(
        "office/audit/entries/<int:entry_id>/documents/<uuid:document_id>/", pages.document, name="document"
    ),
]
