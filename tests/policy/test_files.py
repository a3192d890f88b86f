"""A file that cannot be used is refused with its name, what it is, and what to do instead."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from haina.policy.files import FILE_LIMIT, read_text
from haina.policy.problems import ReadError


def refusal(path: Path) -> tuple[str, str, str]:
    """The code, place and English message of the one problem of a file."""
    with pytest.raises(ReadError) as caught:
        read_text(path)
    (problem,) = caught.value.problems
    return problem.code, str(problem.place), problem.message.en


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        (b"", "file_empty", "the file is empty"),
        (b" \n\t\n", "file_empty", "the file is empty"),
        (b"%PDF-1.7\n...", "file_binary", "a PDF document"),
        (b"PK\x03\x04rest", "file_binary", "a ZIP archive or an office document"),
        (b"\x89PNG\r\n\x1a\n", "file_binary", "a PNG picture"),
        (b"\xff\xd8\xff\xe0", "file_binary", "a JPEG picture"),
        (b"\x00\x01\x02\xff", "file_binary", "a binary file"),
        (b"name: \x00", "file_binary", "a binary file"),
        ("name: 张".encode("gbk"), "file_encoding", "not encoded in UTF-8"),
        ("name: x".encode("utf-16"), "file_encoding", "not encoded in UTF-8"),
    ],
)
def test_content_that_is_no_text(tmp_path: Path, content: bytes, code: str, said: str) -> None:
    path = tmp_path / "facts.yaml"
    path.write_bytes(content)
    found, place, message = refusal(path)
    assert (found, said in message) == (code, True)
    assert place.startswith(f"{path}:1:")


def test_the_place_of_the_first_byte_that_is_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "facts.yaml"
    path.write_bytes(b"a: 1\nbc: \xb0\n")
    assert refusal(path)[1] == f"{path}:2:5"


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "facts.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1")
    assert read_text(path) == "a: 1"


def test_a_directory(tmp_path: Path) -> None:
    assert refusal(tmp_path)[0] == "file_directory"


def test_a_missing_file_names_the_nearest_that_is_there(tmp_path: Path) -> None:
    (tmp_path / "scientist.yaml").write_text("a: 1")
    with pytest.raises(ReadError) as caught:
        read_text(tmp_path / "scientis.yaml")
    (problem,) = caught.value.problems
    assert problem.code == "file_missing"
    assert problem.suggestion is not None
    assert "scientist.yaml" in problem.suggestion.en


def test_fifty_megabytes_are_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "big.yaml"
    with path.open("wb") as stream:
        stream.truncate(50_000_000)
    code, _, message = refusal(path)
    assert code == "file_too_large"
    assert "50.0 MB" in message


def test_a_file_of_exactly_the_limit_is_read(tmp_path: Path) -> None:
    path = tmp_path / "full.yaml"
    path.write_bytes(b"a" * FILE_LIMIT)
    assert len(read_text(path)) == FILE_LIMIT


def test_an_endless_device_is_refused() -> None:
    assert refusal(Path("/dev/zero"))[0] == "file_too_large"


def test_a_name_that_no_file_system_takes() -> None:
    assert refusal(Path("a\0b"))[0] == "file_unreadable"


@pytest.mark.parametrize("name", ["x" * 300])
def test_a_name_that_is_too_long(tmp_path: Path, name: str) -> None:
    assert refusal(tmp_path / name)[0] == "file_unreadable"


def test_a_pipe_is_read_to_its_end(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.write(writing, b"a: 1\n")
    os.close(writing)
    try:
        assert read_text(f"/dev/fd/{reading}") == "a: 1\n"
    finally:
        os.close(reading)
