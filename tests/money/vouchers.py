"""Firms with vouchers, members with instruments, and officers, for the tests of vouchers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count
from uuid import uuid4
from zoneinfo import ZoneInfo

from haina.money.models import Account, Ground
from haina.money.verbs.open_account import NewAccount, open_account
from haina.money.vouchers import verbs
from haina.money.vouchers.models import Instrument, Member, Use, Voucher
from haina.money.vouchers.verbs import NewInstrument, NewVoucher, Wanted
from haina.people.actors import Actor, actor_for
from haina.people.models import Account as Login
from haina.people.models import Mandate, Organisation, Posting
from haina.rules.text import Text

from ..cases.conftest import credit_code

ZONE = ZoneInfo("Asia/Shanghai")
#: A Monday morning.
MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=ZONE)
PROGRAMME, DEPARTMENT = "innovation_voucher", "sci_tech_commission"
SINCE = date(2020, 1, 1)


@dataclass
class Platform:
    """The platform as a test speaks of it; `now` moves on."""

    now: datetime = MONDAY
    ground: Ground = field(init=False)
    money: Account = field(init=False)
    _numbers: count[int] = field(default_factory=lambda: count(700))

    def __post_init__(self) -> None:
        self.ground = Ground.objects.create(
            document="Budget 2026/7", decided_by=DEPARTMENT, decided_on=date(2026, 1, 5)
        )
        self.money = open_account(
            NewAccount("commitment/vouchers", Account.Kind.COMMITMENT, date(2026, 1, 1), unlimited=True)
        )
        self.holder = self.firm("Prism Sensors")
        self.owner = self.firm("University of Optics")
        self.officer = self.posted("officer", Posting.Office.OFFICER)
        self.second_officer = self.posted("officer2", Posting.Office.OFFICER)
        self.head = self.posted("head", Posting.Office.SUPERVISOR)

    def firm(self, name: str) -> Organisation:
        """A firm with one of its people."""
        firm = Organisation.objects.create(
            credit_code=credit_code(next(self._numbers)), name_zh=f"{name}公司", name_en=name
        )
        login = Login.objects.create_user(f"{name.split()[0].lower()}@example.org")
        Mandate.objects.create(account=login, organisation=firm, valid_from=SINCE)
        return firm

    def of(self, firm: Organisation) -> Actor:
        """The one who acts for a firm."""
        login = Login.objects.get(email=f"{firm.name_en.split()[0].lower()}@example.org")
        return actor_for(login, self.now.date())

    def posted(self, name: str, office: Posting.Office, department: str = DEPARTMENT) -> Actor:
        """Somebody with an office."""
        login = Login.objects.create_user(f"{name}@city.example")
        Posting.objects.create(account=login, office=office, department=department, valid_from=SINCE)
        return actor_for(login, self.now.date())

    def voucher(
        self,
        fen: int = 100_000,
        *,
        holder: Organisation | None = None,
        last_day: date | None = date(2026, 3, 31),
    ) -> Voucher:
        """A voucher that pays half of a fee."""
        number = f"V-{next(self._numbers)}"
        wanted = NewVoucher(
            award=uuid4(),
            number=number,
            programme=PROGRAMME,
            department=DEPARTMENT,
            holder=(holder or self.holder).pk,
            ground=self.ground.pk,
            source=self.money.pk,
            fen=fen,
            share=Decimal("0.5"),
            last_day=last_day,
        )
        return verbs.grant(wanted, self.now, self.now.date())

    def member(self, owner: Organisation | None = None) -> Member:
        """A member of the platform."""
        return verbs.admit_member(self.officer, self.now, PROGRAMME, (owner or self.owner).credit_code)

    def instrument(self, fee: int = 40_000, owner: Organisation | None = None) -> Instrument:
        """An instrument at so many fen an hour."""
        owner = owner or self.owner
        wanted = NewInstrument(Text("电子显微镜", "Electron microscope"), Text("三号楼", "Building 3"), fee)
        return verbs.offer_instrument(self.of(owner), self.member(owner).pk, wanted)

    def book(
        self,
        voucher: Voucher,
        instrument: Instrument,
        *,
        days: int = 1,
        hour: int = 10,
        hours: int = 1,
        key: str = "",
        by: Actor | None = None,
    ) -> Use:
        """Book some hours, so many days from now."""
        starts = (self.now + timedelta(days=days)).replace(hour=hour, minute=0)
        wanted = Wanted(instrument.pk, starts, hours)
        actor = by or self.of(voucher.holder)
        return verbs.book(actor, self.now, voucher.pk, wanted, key=key or str(uuid4()))

    def done(self, use: Use, invoice: str = "") -> Use:
        """Let the use take place and the member confirm it."""
        self.now = use.ends_at + timedelta(hours=1)
        return verbs.confirm_use(
            self.of(use.owner), self.now, use.pk, invoice=invoice or f"INV-{next(self._numbers)}"
        )

    def redeemed(self, use: Use) -> Use:
        """Let the use take place and its holder hand the voucher over."""
        return verbs.redeem(self.of(use.holder), self.now, self.done(use).pk)

    def left(self, voucher: Voucher) -> int:
        """Fen that can still be used."""
        return Account.objects.get(voucher=voucher).available

    def balance(self, code: str) -> int:
        """Fen on an account; 0 where it was never opened."""
        return Account.objects.filter(code=code).values_list("balance", flat=True).first() or 0

    def owed(self) -> int:
        """Fen that were redeemed at the member and not settled."""
        return self.balance(f"redeemed/{PROGRAMME}/{self.owner.credit_code}")

    def paid(self) -> int:
        """Fen that the member was paid."""
        return self.balance(f"paid/{PROGRAMME}/{self.owner.credit_code}")


__all__ = ["DEPARTMENT", "MONDAY", "PROGRAMME", "Platform"]
