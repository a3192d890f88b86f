"""The programmes of the pack that run as vouchers."""

from __future__ import annotations

from haina.policy import Policy
from haina.policy.records import Right


def voucher_programmes(policy: Policy) -> tuple[Right, ...]:
    """Every programme whose grant is a voucher."""
    return tuple(right for right in policy.programmes.values() if runs_as_voucher(right))


def runs_as_voucher(right: Right) -> bool:
    """Whether what the programme grants is a voucher."""
    return right.runs_as is not None and right.runs_as.kind == "voucher"


def department_of(right: Right) -> str:
    """The department to which one applies: it issues, admits and settles."""
    return right.grants.apply_to or ""
