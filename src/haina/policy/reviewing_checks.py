"""What must hold of the schemes in reviews.yaml, beyond the shape of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from haina.rules.declarations import StandardDeclaration
from haina.rules.problems import nearest
from haina.rules.text import Place, Problem, Text
from haina.rules.types import NUMBER

from .reviewing import EARLIER, Criterion, ReviewScheme, Tilt


def check_reviews(
    schemes: Iterable[ReviewScheme], standards: Mapping[str, StandardDeclaration]
) -> Iterable[Problem]:
    """Every scheme that says too little, too much, or something that cannot be reckoned with."""
    for each in schemes:
        yield from _ground(each)
        yield from _once(each)
        yield from _scale(each)
        yield from _weights(each)
        yield from _mainly(each, standards)
        yield from _tilts(each, standards)
        yield from _ties(each)


def _ground(each: ReviewScheme) -> Iterable[Problem]:
    """A scheme decides who gets money, so it names what it rests on."""
    if not each.clauses and each.source is None:
        yield Problem(
            each.place,
            "review_ground",
            Text(zh=f"{each.id} 没有写明依据", en=f"{each.id} does not say what it rests on"),
            Text(zh="请写 clauses 或 source", en="Name its clauses, its source, or both."),
        )


def _once(each: ReviewScheme) -> Iterable[Problem]:
    """No criterion and no tilt has the name of another, or that of a tie."""
    seen = {EARLIER}
    parts: tuple[Criterion | Tilt, ...] = (*each.criteria, *each.tilts)
    for part in parts:
        if part.id in seen:
            yield Problem(
                part.place,
                "duplicate_id",
                Text(zh=f"{part.id} 写了两次", en=f"{part.id} is given twice"),
                Text(zh="请改名或删去其中一个", en="Rename or remove one of the two."),
            )
        seen.add(part.id)


def _scale(each: ReviewScheme) -> Iterable[Problem]:
    """The marks go upwards from zero or more, and the least mark is one of them."""
    low, high = each.marks.lowest, each.marks.highest
    if not 0 <= low < high:
        yield Problem(
            each.marks.place,
            "limits_reversed",
            Text(zh=f"分数不能从 {low} 到 {high}", en=f"marks cannot go from {low} to {high}"),
            Text(zh="最低分不小于 0，且小于最高分", en="The lowest is 0 or more, the highest above it."),
        )
    elif each.least is not None and not low <= each.least <= high:
        yield Problem(
            each.places["least"],
            "review_least",
            Text(
                zh=f"{each.least} 不在 {low} 至 {high} 之间", en=f"{each.least} is not from {low} to {high}"
            ),
            Text(zh="请写在分数范围之内", en="Name one of the marks."),
        )


def _weights(each: ReviewScheme) -> Iterable[Problem]:
    """All criteria have a weight, or none has; weights are above zero and add up to one."""
    given = [part.weight for part in each.criteria if part.weight is not None]
    if not given:
        return
    lacking = next((part for part in each.criteria if part.weight is None), None)
    if lacking is not None:
        yield Problem(
            lacking.place,
            "review_weight",
            Text(zh=f"{lacking.id} 没有权重，别的标准却有", en=f"{lacking.id} has no weight, others have"),
            Text(zh="要么都写 weight，要么都不写", en="Give all of them a weight, or none."),
        )
    elif any(weight <= 0 for weight in given) or sum(given) != 1:
        yield Problem(
            each.places["criteria"],
            "review_weights",
            Text(zh=f"权重合计为 {sum(given)}", en=f"the weights add up to {sum(given)}"),
            Text(zh="每项大于 0，合计为 1", en="Each is above 0, together they are 1."),
        )


def _mainly(each: ReviewScheme, standards: Mapping[str, StandardDeclaration]) -> Iterable[Problem]:
    """What must weigh most is there, and it does weigh more than the standard says."""
    mainly = each.mainly
    if mainly is None:
        return
    yield from _number(each.places.get("mainly.share", mainly.place), "share", mainly.share, standards)
    known = each.by_criterion
    for id in mainly.criteria:
        if id not in known:
            yield _unknown(each.places[f"mainly.{id}"], id, tuple(known))
    if mainly.reviewers is not None and mainly.reviewers not in each.reviewers:
        yield _unknown(each.places["mainly.reviewers"], mainly.reviewers, each.reviewers)
    if not mainly.criteria and mainly.reviewers is None:
        yield Problem(
            mainly.place,
            "review_mainly",
            Text(zh="没有写明以什么为主", en="it is not said what weighs most"),
            Text(zh="请写 criteria 或 reviewers", en="Name criteria, reviewers, or both."),
        )
    weights, share = each.weights, standards.get(mainly.share)
    if weights is None or share is None or share.type != NUMBER or not set(mainly.criteria) <= set(known):
        return
    weight = sum((weights[id] for id in set(mainly.criteria)), Decimal(0))
    too_high = [value.value for value in share.values if _decimal(value.value) >= weight]
    if mainly.criteria and too_high:
        yield Problem(
            each.places["mainly.criteria"],
            "review_mainly",
            Text(
                zh=f"这些标准合计 {weight}，没有超过 {mainly.share} 的 {too_high[0]}",
                en=f"these criteria weigh {weight}, no more than {mainly.share} says, {too_high[0]}",
            ),
            Text(zh="请提高它们的权重", en="Give them more weight."),
        )


def _tilts(each: ReviewScheme, standards: Mapping[str, StandardDeclaration]) -> Iterable[Problem]:
    """A tilt does one thing, by a standard that is a number; only one keeps places."""
    keeping = [tilt for tilt in each.tilts if tilt.reserves is not None and tilt.adds is None]
    for tilt in each.tilts:
        if (tilt.reserves is None) is (tilt.adds is None):
            yield Problem(
                tilt.place,
                "review_tilt",
                Text(
                    zh=f"{tilt.id} 应当写 reserves 或 adds 其中之一",
                    en=f"{tilt.id} needs either reserves or adds",
                ),
                Text(zh="写 reserves: 标准，或 adds: 标准", en="Write reserves: STANDARD or adds: STANDARD."),
            )
            continue
        yield from _number(tilt.place, "reserves" if tilt.reserves else "adds", tilt.standard, standards)
    yield from _second(keeping)


def _second(keeping: list[Tilt]) -> Iterable[Problem]:
    for tilt in keeping[1:]:
        yield Problem(
            tilt.place,
            "review_tilt",
            Text(
                zh=f"{keeping[0].id} 已经保留名额，{tilt.id} 不能再保留",
                en=f"{keeping[0].id} keeps places already, so {tilt.id} cannot",
            ),
            Text(zh="改用 adds，或合并成一条", en="Use adds, or make one of the two."),
        )


def _ties(each: ReviewScheme) -> Iterable[Problem]:
    """Equals are told apart by what is known, each once, at last by who applied first."""
    known = (*each.by_criterion, *each.by_tilt, EARLIER)
    for id in dict.fromkeys(each.ties):
        if id not in known:
            yield _unknown(each.places[f"ties.{id}"], id, known)
        if each.ties.count(id) > 1:
            yield Problem(
                each.places[f"ties.{id}"],
                "named_twice",
                Text(zh=f"ties 里 {id} 写了两次", en=f"{id} is named twice in ties"),
                Text(zh="请删去一个", en="Take one out."),
            )
    if EARLIER in each.ties[:-1] and each.ties.count(EARLIER) == 1:
        yield Problem(
            each.places[f"ties.{EARLIER}"],
            "review_ties",
            Text(zh="earlier 之后的都用不到", en="nothing after earlier can matter"),
            Text(zh="请把 earlier 写在最后", en="Put earlier last."),
        )


def _number(
    place: Place, key: str, name: str, standards: Mapping[str, StandardDeclaration]
) -> Iterable[Problem]:
    """The standard is a number."""
    if name in standards and standards[name].type != NUMBER:
        yield Problem(
            place,
            "review_standard",
            Text(
                zh=f"{key} 要的是数字，标准 {name} 不是", en=f"{key} is to be a number, which {name} is not"
            ),
            nearest(name, [id for id, standard in standards.items() if standard.type == NUMBER]),
        )


def _unknown(place: Place, id: str, known: tuple[str, ...]) -> Problem:
    return Problem(
        place,
        "review_name",
        Text(zh=f"此处没有 {id}", en=f"there is no {id} here"),
        nearest(id, known) or Text(zh="可用：" + "、".join(known), en="Use " + ", ".join(known) + "."),
    )


def _decimal(value: object) -> Decimal:
    return Decimal(str(value))
