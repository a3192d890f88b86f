"""`manage.py post_officer EMAIL DEPARTMENT`: makes an officer, a supervisor, an auditor or a policy maker."""

from __future__ import annotations

from argparse import BooleanOptionalAction
from datetime import date
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse
from django.utils import timezone

from haina.people.models import Account, Posting
from haina.people.verbs.post_officer import PostingRefused, day_before, end_posting, post_officer
from haina.policy import default_directory, load


class Command(BaseCommand):
    """Posts an account to a department of the policy pack; a new account gets a link to choose a password."""

    help = "Make somebody an officer, supervisor, auditor or policy maker of a department, or end it (--end)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take who, where, as what, and from when to when."""
        parser.add_argument("email")
        parser.add_argument(
            "department", nargs="?", default="", help="id in the policy pack; none: all of them (supervisor)"
        )
        offices = parser.add_mutually_exclusive_group()
        offices.add_argument("--supervisor", action=BooleanOptionalAction, default=False)
        offices.add_argument("--auditor", action="store_true", help="who reads the books of all money")
        offices.add_argument(
            "--policy-maker",
            action="store_true",
            help="who drafts, tries and publishes changes of the policy",
        )
        parser.add_argument("--name", default="", help="name of a new account")
        parser.add_argument("--from", dest="valid_from", type=date.fromisoformat, help="first day (today)")
        parser.add_argument("--to", dest="valid_to", type=date.fromisoformat, help="last day (none)")
        parser.add_argument("--end", action="store_true", help="end it after --to, or at once")

    def handle(
        self,
        *,
        email: str,
        department: str,
        supervisor: bool,
        auditor: bool,
        name: str,
        valid_from: date | None,
        valid_to: date | None,
        end: bool,
        **options: Any,
    ) -> None:
        """Post or end, and say what was done. CommandError where it cannot be done."""
        office = Posting.Office.SUPERVISOR if supervisor else Posting.Office.OFFICER
        office = Posting.Office.AUDITOR if auditor else office
        office = Posting.Office.POLICY_MAKER if options["policy_maker"] else office
        today = timezone.localdate(timezone.now())
        try:
            if end:
                last = valid_to or day_before(today)
                end_posting(email, department, office=office, last_day=last)
                self.stdout.write(f"{email} is {office} of {department or 'all departments'} until {last}.")
                return
            posted = post_officer(
                email,
                department,
                departments=load(default_directory()).departments,
                office=office,
                name=name,
                valid_from=valid_from or today,
                valid_to=valid_to,
            )
        except PostingRefused as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"Posted: {posted.posting}, from {posted.posting.valid_from}.")
        if posted.is_new_account:
            self.stdout.write(f"To choose a password, once: {_password_link(posted.posting.account)}")


def _password_link(account: Account) -> str:
    """Return the address at which the account's first password is chosen; good once, for a few days."""
    names = {"uidb36": user_pk_to_url_str(account), "key": default_token_generator.make_token(account)}
    path = reverse("account_reset_password_from_key", kwargs=names)
    return f"{settings.HAINA_PUBLIC_URL}{path}"
