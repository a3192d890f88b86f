"""A village with one right, in a few lines, so that a test can say what its rule and its personas are."""

from __future__ import annotations

from collections.abc import Mapping

from haina.policy import Policy, load_files

_HEAD = """
id: village
title: {zh: 某村, en: A village}
jurisdiction: {zh: 某村, en: A village}
currency: {code: AUR, label: {zh: 奥元, en: crowns}}
languages: [zh, en]
published: 2020-01-01
source: {title: {zh: 村规, en: The rules of the village}}
"""
_FACTS = """
enums:
  - name: rank
    ordered: true
    values:
      - {name: low, zh: 低, en: low}
      - {name: middle, zh: 中, en: middle}
      - {name: high, zh: 高, en: high}
groups: [{id: one, title: {zh: 本人, en: The person}}]
facts:
  - name: served
    type: int
    label: {zh: 年数, en: Years}
    unit: {zh: 年, en: years}
    subject: person
    group: one
  - name: pay
    type: money
    label: {zh: 收入, en: Pay}
    unit: {zh: 奥元, en: crowns}
    subject: person
    group: one
  - {name: born, type: date, label: {zh: 生日, en: Born}, subject: person, group: one}
  - {name: grade, type: 'enum:rank', label: {zh: 等级, en: Grade}, subject: person, group: one}
  - {name: resident, type: bool, label: {zh: 居民, en: Resident}, subject: person, group: one}
  - {name: guest, type: bool, label: {zh: 客人, en: Guest}, subject: person, group: one}
  - name: work
    type: history
    label: {zh: 工作, en: Work}
    subject: person
    group: one
    fields: [{name: local, type: bool, label: {zh: 本地, en: Local}}]
"""
_STANDARDS = """
sources: [{id: L1, kind: law, title: {zh: 村规, en: The rules}}]
standards:
  - name: least_years
    type: int
    label: {zh: 最少年数, en: Least years}
    unit: {zh: 年, en: years}
    values: [{value: 3, from: 2020-01-01, source: L1, grade: A}]
  - name: share
    type: number
    label: {zh: 比例, en: Share}
    unit: {zh: 比例, en: share}
    values: [{value: 0.50, from: 2020-01-01, source: L1, grade: A}]
  - name: trial_on
    type: bool
    label: {zh: 试行, en: On trial}
    values: [{value: true, from: 2021-06-01, source: L1, grade: A}]
  - name: habit
    type: rule
    label: {zh: 惯例, en: The custom}
    unset: {zh: 无人规定, en: Nobody has laid it down}
"""
_ARTICLE = """
article: "1"
title: {{zh: 村规, en: The rules}}
{extra}
clauses:
  - id: V1
    kind: right
    modality: may
    title: {{zh: 通行, en: Passage}}
    summary: {{zh: 可以通行。, en: One may pass.}}
    departments: [hall]
rights:
  - id: passage
    clause: V1
    title: {{zh: 通行, en: Passage}}
    for: person
    when: {when}
    grants: {{type: right, title: {{zh: 通行, en: Passage}}{term}}}
    in_force: {in_force}
    no_procedure: {{zh: 直接通行。, en: One just passes.}}
"""


def village_files(
    when: str,
    personas: str,
    extra: str = "",
    term: str = "",
    in_force: str = "{from: 2020-01-01}",
    more: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """The files of a village whose only right is `passage`, with this rule and these personas."""
    article = _ARTICLE.format(
        when=when, extra=extra, term=f", term: {term}" if term else "", in_force=in_force
    )
    return {
        "pack.yaml": _HEAD,
        "facts.yaml": _FACTS,
        "standards.yaml": _STANDARDS,
        "departments.yaml": "- {id: hall, title: {zh: 村公所, en: The hall}}\n",
        "articles/1.yaml": article,
        "personas/all.yaml": personas,
        **(more or {}),
    }


def village(when: str, personas: str, **parts: str) -> Policy:
    """The village as a policy; see `village_files`."""
    return load_files(village_files(when, personas, **parts))


def persona(facts: str, expect: str = "", values: str = "", id: str = "ana", on: str = "2022-01-01") -> str:
    """One persona with its facts (``{…}``) and what is expected of it on a day."""
    lines = [f"- id: {id}", "  title: {zh: 某人, en: Somebody}", f"  facts: {facts}"]
    if expect:
        lines.append(f"  expect: [{{on: {on}, {expect}}}]")
    if values:
        lines.append(f"  values: [{{on: {on}, {values}}}]")
    return "\n".join(lines) + "\n"


def asking(answers: Mapping[str, str]) -> str:
    """A persona for each set of facts, with the answer that `passage` must give."""
    return "".join(
        persona(facts, f"passage: {answer}", id=f"p{number}")
        for number, (facts, answer) in enumerate(answers.items())
    )
