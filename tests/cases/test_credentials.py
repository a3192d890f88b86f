"""Feature: a permit's credential can be checked by anyone, and one changed character is noticed."""

import json
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haina.cases.credentials import CredentialInvalid, SigningKey, key_set, read

KEY = SigningKey.generate()
CLAIMS = {"n": "WP-2026-000017", "t": "work_permit", "exp": "2028-01-31"}
TOKEN = KEY.sign(CLAIMS)
KEYS = key_set([KEY])["keys"]
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."


def test_given_the_published_key_when_a_token_is_read_then_its_claims_come_back():
    assert read(TOKEN, KEYS) == CLAIMS


def test_given_a_token_then_it_fits_a_qr_code_comfortably():
    assert len(TOKEN) < 260


@given(position=st.integers(0, len(TOKEN) - 1), character=st.sampled_from(ALPHABET))
def test_given_one_changed_character_then_the_token_is_refused(position, character):
    changed = TOKEN[:position] + character + TOKEN[position + 1 :]
    if changed == TOKEN:
        assert read(changed, KEYS) == CLAIMS
    else:
        with pytest.raises(CredentialInvalid):
            read(changed, KEYS)


def test_given_the_last_character_spelt_another_way_that_base64_forgives_then_it_is_refused():
    last = TOKEN[-1]
    for character in ALPHABET.replace(last, ""):
        with pytest.raises(CredentialInvalid):
            read(TOKEN[:-1] + character, KEYS)


def test_given_a_key_that_is_not_ours_then_it_is_called_unknown():
    with pytest.raises(CredentialInvalid) as refused:
        read(SigningKey.generate().sign(CLAIMS), KEYS)
    assert refused.value.reason == "unknown_key"


@given(st.text(max_size=300))
def test_given_any_text_then_it_is_refused_without_a_crash(text):
    with pytest.raises(CredentialInvalid):
        read(text, KEYS)


def test_given_no_key_yet_when_eight_processes_start_at_once_then_they_share_one(tmp_path: Path):
    path = tmp_path / "keys" / "signing.json"
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(lambda number: _as_process(path, number), range(8)))
    assert len({key.identifier for key in keys}) == 1
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [name.name for name in path.parent.iterdir()] == ["signing.json"]


def _as_process(path: Path, number: int) -> SigningKey:
    code = (
        "import sys, pathlib\n"
        "from haina.cases.credentials import SigningKey\n"
        "print(SigningKey.load_or_create(pathlib.Path(sys.argv[1])).identifier)"
    )
    out = subprocess.run([sys.executable, "-c", code, str(path)], check=True, capture_output=True, text=True)
    key = SigningKey.load_or_create(path)
    assert out.stdout.strip() == key.identifier, number
    return key


def test_given_the_published_keys_then_no_private_part_is_among_them():
    assert '"d"' not in json.dumps(key_set([KEY]))
