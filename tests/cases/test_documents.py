"""Feature: a decision is a bilingual PDF that a person can read, keep for decades, and check by its code."""

import io
from datetime import UTC, datetime

import pypdf
import pytest
import zxingcpp
from PIL import Image

from haina.cases import documents
from haina.cases.credentials import SigningKey
from haina.cases.documents import PermitContent, Row, render
from haina.rules import Text

TOKEN = SigningKey.generate().sign(
    {"n": "WP-2026-000017", "t": "work_permit", "u": "2028-02-29", "h": "0" * 32}
)
ADDRESS = f"https://window.example.org/zh-hans/verify/{TOKEN}"


def content(**changes) -> PermitContent:
    values = {
        "number": "WP-2026-000017",
        "title": Text("外国人工作许可", "Work permit for foreigners"),
        "issuer": Text("示例市人力资源和社会保障局", "Human Resources Bureau of Example City"),
        "rows": [Row(Text("姓名", "Name"), Text("AMÉLIE LAURENT", "AMÉLIE LAURENT"))],
        "basis": Text("依据：第六条。", "Ground: article 6."),
        "check": Text("请扫描二维码核验。", "Scan the code to check."),
        "address": ADDRESS,
        "fingerprint": "key 1234 abcd",
        "issued": datetime(2026, 3, 1, tzinfo=UTC),
        **changes,
    }
    return PermitContent(**values)


def test_given_a_decision_when_printed_then_both_languages_stand_in_the_text():
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(render(content()))).pages)
    for expected in ("外国人工作许可", "Work permit for foreigners", "AMÉLIE LAURENT", "WP-2026-000017"):
        assert expected in text


def test_given_the_same_decision_then_the_same_bytes_are_printed():
    assert render(content()) == render(content())


def test_given_the_printed_page_when_its_qr_code_is_scanned_then_the_address_comes_out():
    compiler = documents._compiler()
    render(content())  # leaves the data of this document in the compiler
    page = compiler.compile(format="png", ppi=110)
    (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(page)))
    assert code.text == ADDRESS


def test_given_markup_in_a_name_then_it_is_printed_as_text_and_not_carried_out():
    name = "#panic() $x$ *B* <script> \\ \" ' ]"
    pdf = render(content(rows=[Row(Text("姓名", "Name"), Text(name, name))]))
    assert "#panic()" in pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text()


def test_given_a_long_list_of_rows_then_it_runs_on_to_further_pages():
    rows = [Row(Text(f"第{n}项", f"Item {n}"), Text("内容" * 60, "content " * 40)) for n in range(30)]
    assert len(pypdf.PdfReader(io.BytesIO(render(content(rows=rows)))).pages) > 1


def test_given_a_time_without_zone_then_it_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        render(content(issued=datetime(2026, 3, 1)))  # noqa: DTZ001 - the missing zone is the subject
