"""The page of a right shows how it is decided: public notice, pauses, appeal, and a file to take away."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def page(client: Client, key: str, lang: str = "en") -> str:
    """The page of a right."""
    answer = client.get(f"/{lang}/rights/{key}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_subsidy_shows_its_public_notice_and_what_may_follow_later(client: Client) -> None:
    text = page(client, "rent_subsidy")
    assert "anybody may object until it ends" in text
    assert "box-notice" in text
    assert "What stops the clock" in text
    assert "Degree certificates" in text
    assert "within 60 days, to: Shanghai Municipal People" in text


def test_a_registration_by_silence_says_so_in_chinese(client: Client) -> None:
    assert "逾期未答复视为同意" in page(client, "online_endorsement", "zh-hans")


def test_a_freedom_says_why_nothing_is_applied_for(client: Client) -> None:
    text = page(client, "recruit_within_quota")
    assert "Nothing is applied for" in text
    assert "the unit recruits by itself" in text


def test_the_procedure_can_be_taken_away(client: Client) -> None:
    assert "/en/procedures/pr_market_procedure.bpmn" in page(client, "pr_market")
    answer = client.get("/zh-hans/procedures/pr_market_procedure.bpmn")
    assert answer["Content-Type"] == "application/xml"
    assert "连续工作四年申请永久居留" in answer.content.decode()
