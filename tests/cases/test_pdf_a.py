"""Feature: what is issued keeps for ever: a PDF/A-2b file, also after it was sealed."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pypdf
import pytest
from pypdf.generic import DictionaryObject, IndirectObject

from haina.cases import files, verbs
from haina.cases.models import IssuedDocument

#: What ISO 19005-2 forbids in any dictionary of the file (6.1 to 6.6).
FORBIDDEN = {
    "/JavaScript",
    "/JS",
    "/Launch",
    "/EmbeddedFiles",
    "/AA",
    "/XFA",
    "/NeedsRendering",
    "/Movie",
    "/Sound",
}


@pytest.fixture(params=["permit", "letter"])
def pdf(request: pytest.FixtureRequest, draft) -> bytes:
    """A permit, and the letter of a refusal, as they were sealed and stored."""
    if request.param == "permit":
        draft.issued()
    else:
        draft.accepted(no_crime_record_home="false")
        draft.does("border", verbs.refuse, "residence_review", reasons=["security"])
        verbs.tell_by_letter(draft.city.now, draft.id)
    issued = IssuedDocument.objects.get(case_id=draft.id)
    return files.path_of(issued.pdf_sha256).read_bytes()


def dictionaries(reader: pypdf.PdfReader) -> Iterator[DictionaryObject]:
    """Every dictionary of the file, also those inside others."""
    waiting: list[object] = [reader.trailer, *(reader.get_object(number) for number in objects(reader))]
    while waiting:
        found = waiting.pop()
        if isinstance(found, DictionaryObject):
            yield found
            waiting += [each for each in found.values() if not isinstance(each, IndirectObject)]
        elif isinstance(found, list):
            waiting += [each for each in found if not isinstance(each, IndirectObject)]


def objects(reader: pypdf.PdfReader) -> list[IndirectObject]:
    """All objects that the cross-reference tables name."""
    return [
        IndirectObject(number, generation, reader)
        for generation, table in reader.xref.items()
        for number in table
        if number
    ] + [IndirectObject(number, 0, reader) for number in reader.xref_objStm]


def test_the_file_says_that_it_is_pdf_a_2b_and_for_what_colours(pdf: bytes) -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    root = reader.trailer["/Root"]
    metadata = root["/Metadata"]
    assert "/Filter" not in metadata, "metadata are to be found without unpacking"
    said = reader.xmp_metadata
    assert said is not None
    assert (said.pdfaid_part, said.pdfaid_conformance) == ("2", "B")
    (intent,) = root["/OutputIntents"]
    assert intent.get_object()["/S"] == "/GTS_PDFA1"
    assert intent.get_object()["/DestOutputProfile"].get_object().get_data()[36:40] == b"acsp", (
        "an ICC profile"
    )


def test_the_information_and_the_metadata_say_the_same(pdf: bytes) -> None:
    """Given the credential stands in both, then a reader of either finds the same."""
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    information, metadata = reader.trailer["/Info"], reader.xmp_metadata
    assert metadata is not None
    assert metadata.pdf_keywords == information["/Keywords"]
    assert metadata.dc_title["x-default"] == information["/Title"]


def test_nothing_is_encrypted_runs_or_comes_from_elsewhere(pdf: bytes) -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    assert not reader.is_encrypted
    assert len(reader.trailer["/ID"]) == 2
    for found in dictionaries(reader):
        assert not FORBIDDEN & found.keys()
        assert found.get("/S") not in {"/Launch", "/JavaScript", "/SubmitForm", "/ImportData", "/ResetForm"}
        assert "/LZWDecode" not in str(found.get("/Filter", ""))
        assert "/F" not in found or found.get("/Type") not in {"/EmbeddedFile", "/XObject"}, (
            "an outside stream"
        )


def test_every_font_is_inside(pdf: bytes) -> None:
    fonts = [
        found
        for found in dictionaries(pypdf.PdfReader(io.BytesIO(pdf)))
        if found.get("/Type") == "/FontDescriptor"
    ]
    assert fonts
    for font in fonts:
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & font.keys(), font["/FontName"]


def test_what_is_seen_of_the_seal_has_an_appearance(pdf: bytes) -> None:
    """Given an annotation is to be seen, then it says itself how it looks (6.3.3)."""
    for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
        for each in page.get("/Annots", []):
            note = each.get_object()
            left, low, right, high = (float(side) for side in note["/Rect"])
            assert "/AP" in note or note["/Subtype"] in {"/Link", "/Popup"} or left == right or low == high
            if note["/Subtype"] != "/Popup":
                assert int(note.get("/F", 0)) & 4, "it is printed"
