"""`manage.py make_seals`: makes the authority and the seals of the departments that issue documents."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from haina.cases.policies import current_policy
from haina.cases.seals import Seals


class Command(BaseCommand):
    """Makes what is missing and leaves what is there."""

    help = "Make the authority's certificate and a seal for every department that issues documents."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make them."""
        policy, seals, now = current_policy(), Seals(settings.HAINA_SEALS), timezone.now()
        grants = (procedure.grant for procedure in policy.procedures.values())
        for issuer in sorted({grant.issuer for grant in grants if grant is not None}):
            seals.of(issuer, policy.departments[issuer].title, now)
