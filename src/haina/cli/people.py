"""`haina people`: who is who, from the command line."""

from __future__ import annotations

import argparse
import json
from datetime import date

from haina.cli.database import with_the_database
from haina.cli.language import Speaker

GOOD, FOUND, NOBODY = 0, 1, 1


def find(arguments: argparse.Namespace) -> int:
    """List whom words name; 1 where nobody is found."""
    return with_the_database(arguments, _find, "people")


def sweep(arguments: argparse.Namespace) -> int:
    """Compare the register and say what waits for officers."""
    return with_the_database(arguments, _sweep, "people")


def pairs(arguments: argparse.Namespace) -> int:
    """List the pairs in doubt; 1 where any wait."""
    return with_the_database(arguments, _pairs, "people")


def _find(arguments: argparse.Namespace) -> int:
    from haina.people.models import Identity
    from haina.people.searching import search

    speaker: Speaker = arguments.speaker
    found = search(arguments.words.replace("\x00", ""))
    numbers = dict(
        Identity.objects.filter(pk__in=[each.survivor for each in found]).values_list("pk", "number")
    )
    if arguments.format == "json":
        listed = [
            {
                "id": str(each.identity.pk),
                "number": each.identity.number,
                "kind": each.identity.kind,
                "name": str(each.subject),
                "survivor": str(each.survivor),
            }
            for each in found
        ]
        print(json.dumps(listed, ensure_ascii=False, indent=2))
        return GOOD if found else NOBODY
    for each in found:
        stands = f"  → #{numbers[each.survivor]}" if each.is_absorbed else ""
        print(f"#{each.identity.number}  {each.subject}{stands}")
    if not found:
        print(speaker.say("登记册中没有", "nobody in the register"))
    return GOOD if found else NOBODY


def _sweep(arguments: argparse.Namespace) -> int:
    from haina.people.verbs.sweep_register import sweep_register

    speaker: Speaker = arguments.speaker
    day: date = arguments.on or date.today()  # noqa: DTZ011 - the day where the reader is
    work = sweep_register(day, arguments.memory)
    if arguments.format == "json":
        done = {"people": work.people, "organisations": work.organisations, "compared": work.compared}
        print(json.dumps({**done, "waiting": work.waiting}))
        return GOOD
    zh = f"个人 {work.people}，单位 {work.organisations}，比对 {work.compared} 对，待判断 {work.waiting} 对"
    en = (
        f"{work.people} people, {work.organisations} organisations, {work.compared} pairs compared, "
        f"{work.waiting} wait"
    )
    print(speaker.say(zh, en))
    return GOOD


def _pairs(arguments: argparse.Namespace) -> int:
    from haina.people.linking.words import stored_in_words, verdict
    from haina.people.portraits import waiting_pairs
    from haina.people.searching import lines_of

    speaker: Speaker = arguments.speaker
    rows = list(waiting_pairs()[: arguments.most])
    known = {
        each.identity.pk: each for each in lines_of([id for row in rows for id in (row.one_id, row.other_id)])
    }
    if arguments.format == "json":
        listed = [
            {
                "pair": row.pk,
                "one": str(row.one_id),
                "other": str(row.other_id),
                "bits": round(row.bits, 2),
                "evidence": row.evidence,
                "found_on": str(row.found_on),
            }
            for row in rows
        ]
        print(json.dumps(listed, ensure_ascii=False, indent=2))
        return FOUND if rows else GOOD
    for row in rows:
        one, other = known[row.one_id], known[row.other_id]
        print(f"#{one.identity.number} {one.subject} / #{other.identity.number} {other.subject}")
        print(f"  {verdict(row.bits).in_(speaker.lang)}")
        for reason in stored_in_words(row.evidence):
            print(f"  {reason.what.in_(speaker.lang)} — {reason.strength.in_(speaker.lang)}")
    if not rows:
        print(speaker.say("没有待判断的配对", "no pair waits"))
    return FOUND if rows else GOOD
