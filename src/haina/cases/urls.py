"""Addresses of cases; the server puts the language in front of them."""

from django.urls import URLPattern, path

from haina.cases.pages import (
    beginning,
    checking,
    desk,
    file_looks,
    filing,
    following,
    looks,
    office,
    office_acts,
    office_case,
    parties,
    proofs,
    publishing,
    replacing,
    together,
)

app_name = "cases"

urlpatterns: list[URLPattern] = [
    path("cases/", following.mine, name="mine"),
    path("cases/notices/", following.notices, name="notices"),
    path("cases/notices/read/", following.read_all, name="read_all"),
    path("cases/start/<slug:procedure>/", beginning.start, name="start"),
    path("cases/<uuid:case_id>/", office_case.case, name="case"),
    path("cases/<uuid:case_id>/fill/<slug:section>/", filing.fill, name="fill"),
    path("cases/<uuid:case_id>/documents/", filing.documents, name="documents"),
    path("cases/<uuid:case_id>/documents/<uuid:document_id>/", following.document, name="document"),
    path("cases/<uuid:case_id>/documents/<uuid:document_id>/remove/", filing.remove, name="remove"),
    path("cases/<uuid:case_id>/check/", filing.check, name="check"),
    path("cases/<uuid:case_id>/later/", parties.later, name="later"),
    path("cases/<uuid:case_id>/appeal/", parties.appeal, name="appeal"),
    path("cases/<uuid:case_id>/notice/", parties.notice, name="notice"),
    path("cases/<uuid:case_id>/withdraw/", filing.withdraw, name="withdraw"),
    path("cases/<uuid:case_id>/reissue/", replacing.reissue, name="reissue"),
    path("cases/<uuid:case_id>/permit.pdf", following.permit, name="permit"),
    path("cases/<uuid:case_id>/credential.jws", following.credential, name="credential"),
    path("cases/<uuid:case_id>/close/", office_case.close, name="close"),
    path("cases/<uuid:case_id>/note/", office.note, name="note"),
    path("cases/<uuid:case_id>/act/<slug:act>/", office.whole_case, name="whole_case"),
    path("cases/<uuid:case_id>/stages/<slug:stage>/claim/", office.claim, name="claim"),
    path("cases/<uuid:case_id>/stages/<slug:stage>/release/", office.release, name="release"),
    path("cases/<uuid:case_id>/stages/<slug:stage>/send-back/", office.send_back, name="send_back"),
    path(
        "cases/<uuid:case_id>/stages/<slug:stage>/verify/<slug:fact>/", office.verify_fact, name="verify_fact"
    ),
    path("cases/<uuid:case_id>/stages/<slug:stage>/hand-over/", office_acts.hand_over, name="hand_over"),
    path("cases/<uuid:case_id>/stages/<slug:stage>/pause/", office_acts.pause, name="pause"),
    path("cases/<uuid:case_id>/stages/<slug:stage>/resume/", office_acts.resume, name="resume"),
    path(
        "cases/<uuid:case_id>/stages/<slug:stage>/objections/<int:number>/",
        office_acts.objection,
        name="objection",
    ),
    path("cases/<uuid:case_id>/promises/<slug:document>/", office_acts.promise, name="promise"),
    path("cases/<uuid:case_id>/version/", office_acts.version, name="version"),
    path("cases/<uuid:case_id>/version/back/", office_acts.version_back, name="version_back"),
    path("cases/<uuid:case_id>/stages/<slug:stage>/<slug:act>/", office.answer, name="answer"),
    path(
        "cases/<uuid:case_id>/stages/<slug:stage>/ask/<slug:register>/",
        looks.ask_register,
        name="ask_register",
    ),
    path("me/files/", file_looks.file_looks, name="file_looks"),
    path("me/looks/", looks.looks, name="looks"),
    path("me/looks.json", looks.looks_json, name="looks_json"),
    path("me/looks.csv", looks.looks_csv, name="looks_csv"),
    path("me/looks/<uuid:request_id>/consent/", looks.consent, name="look_consent"),
    path("me/looks/<uuid:request_id>/withdraw/", looks.withdraw, name="look_withdraw"),
    path("me/looks/<uuid:request_id>/object/", looks.object_to, name="look_object"),
    path("looks/objections/", looks.objections, name="objections"),
    path("looks/<uuid:request_id>/answer/", looks.answer, name="look_answer"),
    path("roots/", proofs.roots, name="roots"),
    path("proof/", proofs.proof, name="proof"),
    path("proof/<uuid:case_id>/<int:sequence>/", proofs.proof_of, name="proof_of"),
    path("status/", publishing.statuses, name="statuses"),
    path("worklist/", desk.desk, name="worklist"),
    path("worklist/together/", together.together, name="together"),
    path("worklist.csv", desk.desk_csv, name="worklist_csv"),
    path("verify/", checking.verify, name="verify"),
    path("verify/<str:token>/", checking.verify_token, name="verify_token"),
]

#: Addresses that stand outside the languages: printed into QR codes, written into e-mails, read by machines.
PLAIN: list[URLPattern] = [
    path("roots.json", proofs.roots_json, name="roots_json"),
    path("proof/<uuid:case_id>/<int:sequence>.json", proofs.proof_json, name="proof_json"),
    path("status/<int:number>.json", publishing.status_list, name="status_list"),
    path("verify/<str:token>", checking.verify_short, name="verify_short"),
    path("cases/<uuid:case_id>", following.case_short, name="case_short"),
    path(".well-known/haina-keys.json", checking.keys, name="keys"),
]
