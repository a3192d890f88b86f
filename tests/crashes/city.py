"""Makes the people of the city under test, in the served folder named by HAINA_VAR, and prints them as JSON.

A program of its own: the tests' own process has another database. Everybody is signed in already, because
what is tried is not signing in.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from typing import Any

import django
from django.conf import settings

_SINCE = date(2020, 1, 1)
#: Who decides about work permits, in the order of the stages, and about appeals.
DEPARTMENTS = ("single_window", "hrss_bureau", "exit_entry", "municipal_government")
PROCEDURE = "foreigner_work_permit"


def make(agents: int, officers: int, hooks: str) -> dict[str, Any]:
    """Employers with an agent each and a system at `hooks`, and officers of every department."""
    from haina.cases.policies import current_policy

    procedure = current_policy().procedures[PROCEDURE]
    return {
        "agents": [_agent(number, hooks) for number in range(agents)],
        "officers": {
            department: [_officer(department, number) for number in range(officers)]
            for department in DEPARTMENTS
        },
        "sections": {part.id: [field.name for field in part.fields] for part in procedure.sections},
    }


def _agent(number: int, hooks: str) -> dict[str, str]:
    from django.utils import timezone

    from haina.cases.channels.models import Webhook
    from haina.people.identity import credit_code_check_character
    from haina.people.models import Mandate, Organisation

    stem = f"91310000{number + 700_000_000:09d}"
    employer = Organisation.objects.create(
        credit_code=stem + credit_code_check_character(stem),
        name_zh=f"试验公司{number}",
        name_en=f"Trial Works {number}",
    )
    account, signed_in = _account(f"agent{number}@example.org")
    Mandate.objects.create(account=account, organisation=employer, valid_from=_SINCE)
    now = timezone.now()
    Webhook.objects.create(
        organisation=employer, address=hooks, set_by=account, set_at=now, challenge="c", confirmed_at=now
    )
    return {**signed_in, "organisation": str(employer.pk)}


def _officer(department: str, number: int) -> dict[str, str]:
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    from haina.people.models import Posting

    account, signed_in = _account(f"{department}{number}@example.org")
    TOTP.activate(account, generate_totp_secret())
    Posting.objects.create(
        account=account, office=Posting.Office.OFFICER, department=department, valid_from=_SINCE
    )
    return signed_in


def _account(email: str) -> tuple[Any, dict[str, str]]:
    """A new account, and what its browser would know: the session, for three days of trials."""
    from allauth.account.models import EmailAddress
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from haina.people.models import Account

    account = Account(email=email, name=email.split("@")[0], language="en")
    account.set_unusable_password()
    account.save()
    EmailAddress.objects.create(user=account, email=email, verified=True, primary=True)
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.set_expiry(3 * 24 * 3600)
    session.create()
    return account, {"id": str(account.pk), "email": email, "session": str(session.session_key)}


if __name__ == "__main__":
    django.setup()
    print(json.dumps(make(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])))
