"""The served platform as tests know it: its address, and the accounts of the demo city."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from typing import Any

from allauth.mfa import app_settings
from allauth.mfa.totp.internal import auth as totp

from haina.server import processes

from ..support.serving import Served

#: Whoever reads a one-time code needs so many seconds to send it.
TYPING = 4.0


@dataclass
class Site:
    """One running platform. What is signed in once stays signed in, by e-mail address."""

    served: Served
    address: str
    accounts: dict[str, dict[str, str]]
    sessions: dict[str, Any] = field(default_factory=dict)
    #: Cases of the demo by the name of the person whom they are about.
    cases: dict[str, str] = field(default_factory=dict)
    _used: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, served: Served) -> Site:
        """Read the demo's accounts as `haina serve` has made them."""
        kept = served.var / "secrets" / "demo-accounts.json"
        return cls(served, f"http://127.0.0.1:{served.port}", json.loads(kept.read_text(encoding="utf-8")))

    def password(self, email: str) -> str:
        """The password of an account."""
        return self.accounts[email]["password"]

    def code(self, email: str) -> str:
        """What the officer's authenticator app shows; each code is good once, and must live long enough.

        One may be half a minute late or early, so that whoever signs in again need not wait for the next.
        """
        period, tolerance = app_settings.TOTP_PERIOD, app_settings.TOTP_TOLERANCE

        def number() -> int:
            oldest = int((time.time() + TYPING) // period) - tolerance
            return max(oldest, self._used.get(email, 0) + 1)

        def good() -> bool:
            return number() <= time.time() // period + tolerance

        assert processes.wait_until(good, 2 * period), f"no new code for {email}"
        self._used[email] = number()
        return str(totp.format_hotp_value(totp.hotp_value(self.accounts[email]["totp"], self._used[email])))
