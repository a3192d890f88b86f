"""Addresses of public money; the server puts the language in front of them."""

from django.urls import URLPattern, path

from haina.money.pages import award_acts, awards, milestone_files, plans, projects

app_name = "money"

urlpatterns: list[URLPattern] = [
    path("office/money/", plans.overview, name="overview"),
    path("office/money/appropriate/", plans.appropriate, name="appropriate"),
    path("office/money/plans/new/", plans.new_plan, name="new_plan"),
    path("office/money/plans/<slug:code>/", plans.plan, name="plan"),
    path("office/money/plans/<slug:code>/call/", plans.new_call, name="new_call"),
    path("office/money/plans/<slug:code>/<slug:act>/", plans.act_on_plan, name="act_on_plan"),
    path("office/money/calls/<slug:code>/", plans.call, name="call"),
    path("office/money/calls/<slug:code>/close/", plans.close, name="close"),
    path("office/money/calls/<slug:code>/fill/", plans.fill, name="fill"),
    path("office/money/calls/<slug:code>/round/", plans.join, name="join"),
    path("office/money/awards/", awards.awards, name="awards"),
    path("office/money/pay/", awards.pay_all, name="pay_all"),
    path("office/money/terms/<uuid:case_id>/<slug:programme>/", awards.terms, name="terms"),
    path("money/projects/<uuid:case_id>/", projects.describe, name="project"),
    path("office/money/returned/<int:clawback_id>/", award_acts.returned, name="returned"),
    path("money/files/<uuid:file_id>/", milestone_files.read, name="milestone_file"),
    path("money/files/<uuid:file_id>/remove/", milestone_files.remove, name="remove_milestone_file"),
    path("money/awards/", awards.mine, name="mine"),
    path("money/awards/<uuid:award_id>/", awards.award, name="award"),
    path("money/awards/<uuid:award_id>/<slug:act>/", award_acts.act_on_award, name="act_on_award"),
    path(
        "money/awards/<uuid:award_id>/<int:number>/files/",
        milestone_files.attach,
        name="attach_milestone_file",
    ),
    path(
        "money/awards/<uuid:award_id>/<int:number>/<slug:act>/",
        award_acts.act_on_instalment,
        name="act_on_instalment",
    ),
]
