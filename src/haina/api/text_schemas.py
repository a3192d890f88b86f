"""Parts that many objects of the OpenAPI document have."""

from __future__ import annotations

from datetime import date

from ninja import Schema


class BilingualText(Schema):
    """One thing said in Simplified Chinese and in English."""

    zh: str
    en: str


class InForceOut(Schema):
    """When a right can be claimed; `switch` is the standard that turns a trial on."""

    valid_from: date | None
    valid_to: date | None
    switch: str | None


class StepOut(Schema):
    """One step on the way to a right."""

    actor: str
    action: str
    text: BilingualText
