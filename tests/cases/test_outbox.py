"""Feature: what can fail is done after the decision, exactly if the decision was kept, and once."""

from __future__ import annotations

import pytest
from django.core import mail
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from haina.cases import outbox, verbs
from haina.cases.channels.models import Delivery
from haina.cases.models import IssuedDocument, Notice
from haina.cases.tasks import deliver, issue_document, send_notice
from haina.server.working import working_app


def _jobs(name: str) -> list[dict[str, object]]:
    return list(ProcrastinateJob.objects.filter(task_name=name).order_by("id").values_list("args", flat=True))


def work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the real worker until nothing waits."""
    # The worker's threads are gone afterwards, so their connections must not be kept for a next job.
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)
    working_app().run_worker(wait=False, install_signal_handlers=False, listen_notify=False)


def test_a_granted_case_leaves_a_job_to_issue_it(draft) -> None:
    draft.accepted()
    draft.does("hr", verbs.approve, "employment_review")
    assert _jobs(outbox.ISSUE_DOCUMENT) == []
    draft.does("border", verbs.approve, "residence_review")
    assert _jobs(outbox.ISSUE_DOCUMENT) == [{"case_id": str(draft.id)}]


def test_a_decision_that_is_taken_back_leaves_no_job_and_no_notice(draft) -> None:
    """Given the transaction fails after the decision, then neither event nor notice nor job is there."""
    draft.submitted()
    notices, jobs = Notice.objects.count(), ProcrastinateJob.objects.count()
    with pytest.raises(RuntimeError), transaction.atomic():
        draft.does("window", verbs.accept, "pre_check")
        raise RuntimeError("the power went out")
    assert (Notice.objects.count(), ProcrastinateJob.objects.count()) == (notices, jobs)
    assert draft.row.state == "submitted"


def test_issuing_twice_gives_one_document(draft) -> None:
    draft.approved()
    issue_document(str(draft.id))
    issue_document(str(draft.id))
    assert IssuedDocument.objects.count() == 1


def test_a_notice_is_sent_once_in_the_language_of_its_reader(draft) -> None:
    """Given an agent who reads Chinese and a person who reads English, then each gets their own."""
    kari = draft.city.account("Kari")
    kari.language = "en"
    kari.save()
    draft.submitted()
    for notice in Notice.objects.all():
        send_notice(notice.pk)
        send_notice(notice.pk)
    for delivery in Delivery.objects.filter(channel="email"):
        deliver(str(delivery.pk))
        deliver(str(delivery.pk))
    sent = {message.to[0]: message for message in mail.outbox}
    assert len(mail.outbox) == len(sent) == 2
    assert sent["kari@example.org"].subject == f"Application {draft.row.reference} received"
    assert sent["agent@example.org"].subject == f"已收到申请 {draft.row.reference}"
    assert all(notice.sent_at for notice in Notice.objects.all())


def test_a_notice_tells_each_account_once(draft) -> None:
    draft.issued()
    told = Notice.objects.filter(case=draft.row).values_list("notice", "account__name")
    assert sorted(told) == sorted(set(told))
    assert ("issued", "Kari") in told
    permit = IssuedDocument.objects.get()
    body = Notice.objects.filter(notice="issued").first().body
    assert permit.number in body["zh"] and permit.number in body["en"]


def test_the_worker_issues_and_writes(committed_city, monkeypatch) -> None:
    """Given a granted case, when the worker runs, then the permit is issued and the mails have left."""
    case = committed_city.begin().approved()
    work(monkeypatch)
    assert case.row.state == "issued"
    work(monkeypatch)
    assert not ProcrastinateJob.objects.exclude(status="succeeded").exists()
    assert Notice.objects.filter(case=case.row, sent_at__isnull=True).count() == 0
    assert len(mail.outbox) == Notice.objects.count()
