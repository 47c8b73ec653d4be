"""PDFs: input is printed verbatim, with our own fonts, reproducibly."""

from __future__ import annotations

import json
from datetime import date
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
import typst

from app.kernel import clock
from app.kernel.printing import pdf

VIETNAMESE = "aàáảãạăằắẳẵặâầấẩẫậ eèéẻẽẹêềếểễệiìíỉĩị oòóỏõọôồốổỗộơờớởỡợ uùúủũụưừứửữựyỳýỷỹỵđ"


@pytest.fixture
def template(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A template that prints one text; the shared parts are in their usual place."""
    monkeypatch.setattr(pdf, "APP", tmp_path)
    base = tmp_path / "kernel" / "printing" / "base.typ"
    base.parent.mkdir(parents=True)
    base.write_text((Path(pdf.__file__).with_name("base.typ")).read_text())
    form = tmp_path / "form.typ"
    form.write_text(
        '#import "/kernel/printing/base.typ": *\n'
        '#show: sheet.with(name: "Thử", office: "Xã")\n'
        '#line("Họ tên", data.name)\n'
    )
    return form


def text_of(printed: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(printed)).pages)


def test_every_vietnamese_letter_is_printed(template: Path) -> None:
    for letters in (VIETNAMESE, VIETNAMESE.upper(), "₫ – ’ “ ” … №"):
        assert letters in " ".join(text_of(pdf.render(template, {"name": letters})).split())


@pytest.mark.parametrize(
    "name",
    [
        '#read("/etc/passwd")',
        '#image("/etc/passwd")',
        "#let x = 1 *đậm* _nghiêng_ $x^2$ `mã`",
        "= Đề mục",
        "\\u{41} <nhãn> @nhãn // ghi chú",
        '"}, "name": "khác',
        "- một + hai / ba",
    ],
)
def test_a_hostile_name_is_printed_letter_by_letter(template: Path, name: str) -> None:
    assert f"Họ tên: {name}" in text_of(pdf.render(template, {"name": name}))


def test_prints_of_the_demonstration_say_its_day(template: Path) -> None:
    assert "Bản trình diễn" not in text_of(pdf.render(template, {"name": "Lan"}))
    clock.pretend_today_is(date(2016, 12, 5))
    line = "Bản trình diễn · ngày nghiệp vụ"
    assert f"{line} 05/12/2016" in text_of(pdf.render(template, {"name": "Lan"}))
    kept = pdf.render(template, {"name": "Lan"}, day=date(2016, 11, 30))
    assert f"{line} 30/11/2016" in text_of(kept)


def test_letters_without_a_shape_print_as_boxes(template: Path) -> None:
    assert "Hoa □□□ An" in text_of(pdf.render(template, {"name": "Hoa 漢字😀 An"}))


def test_invisible_signs_are_not_printed(template: Path) -> None:
    assert "Họ tên: Hoa An" in text_of(pdf.render(template, {"name": "Hoa\u202e\u200b \x00An"}))


def test_a_name_typed_in_pieces_is_put_together() -> None:
    assert pdf.printable({"a": ["Nguyê\u0303n", 1, None]}) == {"a": ["Nguyễn", 1, None]}


def test_every_letter_that_is_let_through_has_a_shape(template: Path) -> None:
    letters = [chr(n) for n in range(0x20, 0x2700) if not pdf.WITHOUT_GLYPH.match(chr(n))]
    assert pdf.render(template, {"name": " ".join(pdf.printable_text("".join(letters)))})


def test_a_word_that_no_line_can_hold_is_broken(template: Path) -> None:
    printed = text_of(pdf.render(template, {"name": "A" * 500}))
    assert max(len(line) for line in printed.splitlines()) < 120
    assert printed.count("A") == 500


def test_the_same_data_make_the_same_bytes(template: Path) -> None:
    day = date(2016, 11, 21)
    first, again = (pdf.render(template, {"name": "Hoa"}, day=day) for _ in range(2))
    assert first == again
    assert first != pdf.render(template, {"name": "Hòa"}, day=day)


def test_the_paper_is_made_for_the_archive(template: Path) -> None:
    printed = pdf.render(template, {"name": "Hoa"}, day=date(2016, 11, 21))
    reader = pypdf.PdfReader(BytesIO(printed))
    metadata = reader.xmp_metadata
    assert metadata is not None
    assert b"<pdfaid:part>2</pdfaid:part>" in printed
    assert reader.metadata is not None
    assert reader.metadata.title == "Thử"
    assert str(reader.metadata.creation_date).startswith("2016-11-21")


def test_only_our_fonts_are_used(template: Path) -> None:
    assert pdf.fonts().families() == ["Be Vietnam Pro", "Liberation Serif"]
    assert (pdf.FONTS / "LICENCE.txt").read_text().count("SIL OPEN FONT LICENSE") == 1
    printed = pdf.render(template, {"name": "Hoa"})
    assert b"LiberationSerif" in printed


def test_a_template_reads_nothing_outside_the_program(tmp_path: Path) -> None:
    compiler = typst.Compiler(root=tmp_path, font_paths=pdf.fonts())
    with pytest.raises(typst.TypstError):
        compiler.compile(input=b'#read("/../../etc/passwd")', sys_inputs={"data": json.dumps({})})


def test_a_code_to_scan_is_a_small_drawing() -> None:
    drawing = pdf.qr_svg("https://example.vn/tra-cuu?ma=000.01")
    assert drawing.startswith("<svg")
    assert drawing == pdf.qr_svg("https://example.vn/tra-cuu?ma=000.01")


def test_our_own_papers_are_shown_in_the_browser() -> None:
    headers = pdf.headers("Giấy khai sinh.pdf")
    assert headers["Content-Disposition"].startswith("inline; filename*=UTF-8''Gi%E1%BA%A5y")
    assert headers["Content-Type"] == "application/pdf"
