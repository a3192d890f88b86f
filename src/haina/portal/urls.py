"""Addresses of the portal; the server puts the language in front of them."""

from django.urls import URLPattern, path

from haina.portal.pages import (
    agreements,
    articles,
    calculators,
    design,
    duties,
    home,
    inquiry,
    programmes,
    result,
    rights,
    search,
    standards,
)

app_name = "portal"

urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("enter/", home.enter, name="enter"),
    path("events/<slug:key>/", home.event, name="event"),
    path("for/<slug:key>/", home.audience, name="audience"),
    path("about/", home.about, name="about"),
    path("privacy/", home.privacy, name="privacy"),
    path("developers/", home.developers, name="developers"),
    path("design/", design.design, name="design"),
    path("search/", search.search_page, name="search"),
    path("rights/", rights.rights, name="rights"),
    path("rights/<slug:key>/", rights.right, name="right"),
    path("programmes/", programmes.programmes, name="programmes"),
    path("agreements/", agreements.agreements, name="agreements"),
    path("agreements/<slug:key>/", agreements.agreement, name="agreement"),
    path("duties/", duties.duties, name="duties"),
    path("duties/<slug:key>/", duties.duty, name="duty"),
    path("articles/", articles.articles, name="articles"),
    path("articles/<str:key>/", articles.article, name="article"),
    path("clauses/<str:key>/", articles.clause, name="clause"),
    path("standards/", standards.standards, name="standards"),
    path("standards/<slug:key>/", standards.standard, name="standard"),
    path("calculators/", calculators.calculators, name="calculators"),
    path("calculators/<slug:key>/", calculators.calculator, name="calculator"),
    path("departments/", standards.departments, name="departments"),
    path("departments/<slug:key>/", standards.department, name="department"),
    path("inquiry/", inquiry.inquiry, name="inquiry"),
    path("inquiry/<slug:token>/", inquiry.go_on, name="inquiry_next"),
    path("inquiry/<slug:token>/question/<slug:fact>/", inquiry.question, name="inquiry_question"),
    path("inquiry/<slug:token>/answers/", inquiry.answers, name="inquiry_answers"),
    path("inquiry/<slug:token>/save/", inquiry.save, name="inquiry_save"),
    path("inquiry/<slug:token>/delete/", inquiry.delete, name="inquiry_delete"),
    path("inquiry/<slug:token>/result/", result.result, name="inquiry_result"),
    path("inquiry/<slug:token>/result.json", result.result_json, name="inquiry_json"),
]
