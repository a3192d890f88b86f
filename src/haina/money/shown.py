"""Amounts as people read them."""

from __future__ import annotations

from decimal import Decimal

from haina.rules.text import Text


def yuan(fen: int) -> str:
    """Fen as yuan with two places and commas between thousands: 1,234.50."""
    return f"{Decimal(fen).scaleb(-2):,.2f}"


def money_text(fen: int, label: Text) -> Text:
    """An amount in both languages, with the name of the currency as the pack has it."""
    return Text(f"{yuan(fen)}{label.zh}", f"{yuan(fen)} {label.en}")
