"""Splink on the people of bench/people_linking.py: blocking, comparisons, and its own unsupervised training.

It gets more help with names than it has by itself: characters are turned into pinyin by the package
xpinyin, all letters are small, and their order does not matter. Its frequencies of names, contacts and
employers are on.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

import pandas
import splink.comparison_library as comparisons
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from xpinyin import Pinyin

from _people_data import Entry

_PINYIN = Pinyin()
_RULES = (
    ("card",),
    ("passport",),
    ("permit",),
    ("email",),
    ("phone",),
    ("born", "family"),
    ("sound", "year"),
    ("sound", "employer"),
    ("characters", "year"),
)


def clusters_at(
    entries: Sequence[Entry], thresholds: Sequence[float]
) -> Iterator[tuple[str, list[list[int]]]]:
    """Clusters of places in `entries` at each threshold, each with its name."""
    linker = _trained(pandas.DataFrame(_row(each, place) for place, each in enumerate(entries)))
    scored = linker.inference.predict(threshold_match_probability=min(thresholds))
    for threshold in thresholds:
        found = linker.clustering.cluster_pairwise_predictions_at_threshold(scored, threshold)
        frame = found.as_pandas_dataframe()
        groups = frame.groupby("cluster_id")["unique_id"].apply(list)
        yield f"Splink at {threshold}", [group for group in groups if len(group) > 1]


def _trained(frame: pandas.DataFrame) -> Linker:
    adjusted = {"term_frequency_adjustments": True}
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            comparisons.JaroWinklerAtThresholds("sound", [0.95, 0.88]).configure(**adjusted),
            comparisons.ExactMatch("characters").configure(**adjusted),
            comparisons.DateOfBirthComparison("born", input_is_string=True),
            comparisons.ExactMatch("card"),
            comparisons.DamerauLevenshteinAtThresholds("passport", 1),
            comparisons.ExactMatch("permit"),
            comparisons.ExactMatch("email").configure(**adjusted),
            comparisons.DamerauLevenshteinAtThresholds("phone", 1),
            comparisons.ExactMatch("employer").configure(**adjusted),
            comparisons.ExactMatch("nationality").configure(**adjusted),
        ],
        blocking_rules_to_generate_predictions=[block_on(*rule) for rule in _RULES],
    )
    linker = Linker(DuckDBAPI().register(frame), settings, log_level=None)
    certain = [block_on("card"), block_on("passport", "sound"), block_on("email", "sound")]
    linker.training.estimate_probability_two_random_records_match(certain, recall=0.6)
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("sound", "year"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("email"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("born", "family"))
    return linker


def _row(entry: Entry, place: int) -> dict[str, object]:
    sounds = _words(entry.letters)
    if not sounds:
        read = [_PINYIN.get_pinyin(each, "") for each in entry.characters]
        sounds = [read[0], "".join(read[1:])]
    return {
        "unique_id": place,
        "sound": " ".join(sorted(sounds)),
        "family": min(sounds, key=len),
        "characters": entry.characters or None,
        "born": entry.born.isoformat() if entry.born else None,
        "year": entry.born.year if entry.born else None,
        "card": entry.card or None,
        "passport": entry.passport or None,
        "permit": entry.permit[:9] or None,
        "email": entry.email or None,
        "phone": entry.phone or None,
        "employer": entry.employer or None,
        "nationality": entry.nationality,
    }


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower().replace("-", "")
    return re.findall("[a-z]+", plain)
