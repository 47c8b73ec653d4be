"""Sanitized files keep their visible content, and no metadata or active content."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf
import pillow_heif
import pytest
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image, ImageCms

from sanitizer import HEIC, documents, heic, pictures

SECRETS = (b"21.0285", b"CANARY", b"app.alert")


def photo(kind: str = "JPEG", mode: str = "RGB", **options: object) -> bytes:
    """Dark above, light below, with everything a camera writes."""
    exif = Image.Exif()
    exif[0x010E] = "CANARY 21.0285"
    exif.get_ifd(0x8825)[1] = "N"
    out = BytesIO()
    given = {
        "exif": exif,
        "icc_profile": ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
    }
    picture = Image.linear_gradient("L").resize((64, 48)).convert(mode)
    picture.save(out, kind, **{**given, **options})
    return out.getvalue()


MIMES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}


@pytest.mark.parametrize("kind", MIMES)
def test_a_picture_keeps_its_pixels_only(kind: str) -> None:
    given = photo(kind)
    assert b"CANARY" in given
    made = pictures.clean(given, MIMES[kind])
    with Image.open(BytesIO(made)) as picture:
        picture.load()
        assert picture.size == (64, 48)
        assert not picture.getexif()
        assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "loop",
                                     "background", "timestamp", "duration"}  # fmt: skip
    assert not any(secret in made for secret in SECRETS)


@pytest.mark.parametrize(
    ("orientation", "dark"), [(1, "top"), (3, "bottom"), (6, "right"), (8, "left")]
)
def test_a_picture_is_turned_before_it_forgets_how_it_was_held(orientation: int, dark: str) -> None:
    exif = Image.Exif()
    exif[pictures.ORIENTATION] = orientation
    with Image.open(BytesIO(pictures.clean(photo(exif=exif), "image/jpeg"))) as picture:
        grey = picture.convert("L")
        far, low = grey.width - 2, grey.height - 2
        edges: dict[str, Any] = {
            "top": grey.getpixel((far // 2, 1)), "bottom": grey.getpixel((far // 2, low)),
            "left": grey.getpixel((1, low // 2)), "right": grey.getpixel((far, low // 2)),
        }  # fmt: skip
    assert min(edges, key=edges.__getitem__) == dark


@pytest.mark.parametrize(
    ("kind", "mode", "becomes"),
    [
        ("JPEG", "CMYK", "RGB"),
        ("JPEG", "L", "L"),
        ("PNG", "I;16", "L"),
        ("PNG", "P", "RGB"),
        ("PNG", "1", "1"),
        ("PNG", "LA", "LA"),
        ("PNG", "RGBA", "RGBA"),
    ],
)
def test_unusual_colours_become_usual_ones(kind: str, mode: str, becomes: str) -> None:
    out = BytesIO()
    Image.linear_gradient("L").convert("I" if mode == "I;16" else mode).convert(mode).save(
        out, kind
    )
    with Image.open(BytesIO(pictures.clean(out.getvalue(), MIMES[kind]))) as picture:
        assert picture.mode == becomes


def telephone_photo(**options: Any) -> bytes:
    """A HEIC photo, dark above, with everything a telephone writes; its pixels lie in tiles."""
    out, exif = BytesIO(), Image.Exif()
    exif[0x010E], exif[pictures.ORIENTATION] = "CANARY 21.0285", 6
    shown = Image.linear_gradient("L").resize((700, 600)).convert("RGB")
    given = {"exif": exif.tobytes(), "xmp": b"<x>CANARY</x>", "tile_size": 512, **options}
    pillow_heif.from_pillow(shown).save(out, **given)
    return out.getvalue()


def test_a_photo_of_a_telephone_becomes_an_upright_jpeg() -> None:
    given = telephone_photo()
    assert b"CANARY" in given
    made = heic.clean(given, HEIC)
    assert not any(secret in made for secret in SECRETS)
    with Image.open(BytesIO(made)) as picture:
        grey = picture.convert("L")
        assert (picture.format, picture.size) == ("JPEG", (600, 700))
        left, right = grey.getpixel((2, 350)), grey.getpixel((597, 350))
        assert isinstance(left, int)
        assert isinstance(right, int)
        assert right < 30 < 220 < left
        assert not picture.getexif()


def test_of_several_photos_of_a_telephone_the_main_one_is_kept() -> None:
    out, several = BytesIO(), pillow_heif.HeifFile()  # type: ignore[no-untyped-call]
    for width in (64, 128, 96):
        several.add_from_pillow(Image.new("RGBA", (width, 64), "red"))
    several.save(out, primary_index=1)
    with Image.open(BytesIO(heic.clean(out.getvalue(), HEIC))) as picture:
        assert (picture.mode, picture.size) == ("RGB", (128, 64))


def test_deep_grey_stays_as_light_as_it_was() -> None:
    out = BytesIO()
    Image.new("I;16", (8, 8), 0x8080).save(out, "PNG")
    with Image.open(BytesIO(pictures.clean(out.getvalue(), "image/png"))) as picture:
        assert picture.getpixel((0, 0)) == 0x80


def test_a_broken_description_is_no_reason_to_refuse_a_photo() -> None:
    given = photo().replace(b"Exif\0\0", b"Exif\0\0\xff\xff", 1)
    assert pictures.clean(given, "image/jpeg")


# ---- documents ----------------------------------------------------------------------------------


def cleaned(pdf: Pdf) -> bytes:
    given = BytesIO()
    pdf.save(given)
    return documents.clean(given.getvalue(), "application/pdf")


@pytest.fixture
def pdf() -> Iterator[Pdf]:
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(200, 300))
        yield pdf


def note(pdf: Pdf, **keys: Any) -> Dictionary:
    return Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], **keys)


ACTIONS: dict[str, dict[str, Any]] = {
    "JavaScript": {"JS": "app.alert(1)"},
    "Launch": {"F": "CANARY.exe"},
    "URI": {"URI": "https://example.vn/CANARY"},
    "SubmitForm": {"F": "https://example.vn/CANARY"},
    "GoToR": {"F": "CANARY.pdf"},
    "GoToE": {"D": "CANARY"},
    "ImportData": {"F": "CANARY.fdf"},
    "Rendition": {"JS": "app.alert(1)"},
}


def action(kind: str) -> Dictionary:
    return Dictionary(S=Name(f"/{kind}"), **ACTIONS[kind])


@pytest.mark.parametrize("kind", ACTIONS)
def test_no_action_survives_wherever_it_hangs(pdf: Pdf, kind: str) -> None:
    step, page = pdf.make_indirect(action(kind)), pdf.pages[0]
    pdf.Root.OpenAction = step
    pdf.Root.AA = Dictionary(WC=step)
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=["CANARY", step]))
    pdf.Root.Outlines = Dictionary(First=Dictionary(Title="CANARY", A=step))
    page.AA = Dictionary(O=step)
    page.Annots = Array([note(pdf, A=step), note(pdf, AA=Dictionary(E=step))])
    page.Resources = Dictionary(Properties=Dictionary(P=step))
    made = cleaned(pdf)
    assert not any(secret in made for secret in SECRETS)
    with pikepdf.open(BytesIO(made)) as kept:
        assert set(kept.Root.keys()) == {"/Type", "/Pages"}
        assert not {"/AA", "/Annots"} & set(kept.pages[0].obj.keys())


def test_neither_author_nor_attachment_survives(pdf: Pdf) -> None:
    with pdf.open_metadata() as metadata:
        metadata["dc:title"] = "CANARY"
    pdf.docinfo["/Author"] = "CANARY"
    pdf.attachments["CANARY.exe"] = b"CANARY"
    pdf.Root.AcroForm = Dictionary(XFA="CANARY", Fields=[])
    pdf.pages[0].PieceInfo = Dictionary(CANARY=Dictionary())
    made = cleaned(pdf)
    assert not any(secret in made for secret in SECRETS)
    with pikepdf.open(BytesIO(made)) as kept:
        assert "/Info" not in kept.trailer
        assert len(kept.attachments) == 0


def test_what_was_filled_into_a_form_is_still_to_be_seen(pdf: Pdf) -> None:
    drawn = pdf.make_stream(b"0 0 9 9 re f % FILLED", Subtype=Name.Form, BBox=[0, 0, 9, 9])
    field = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T="name", V="x", Rect=[0, 0, 9, 9],
            AP=Dictionary(N=drawn), AA=Dictionary(K=action("JavaScript")), F=4,
        )
    )  # fmt: skip
    pdf.pages[0].Annots = Array([field])
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]))
    with pikepdf.open(BytesIO(cleaned(pdf))) as kept:
        (shown,) = kept.pages[0].Resources.XObject.values()
        assert b"FILLED" in shown.read_bytes()
        kept.pages[0].contents_coalesce()
        assert b"Do" in kept.pages[0].Contents.read_bytes()


def test_names_of_fonts_and_pictures_are_left_alone(pdf: Pdf) -> None:
    font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Courier))
    pdf.pages[0].Resources = Dictionary(Font=Dictionary(F=font, JS=font, A=font))
    with pikepdf.open(BytesIO(cleaned(pdf))) as kept:
        assert set(kept.pages[0].Resources.Font.keys()) == {"/F", "/JS", "/A"}


def test_a_page_that_inherits_keeps_what_it_inherited(pdf: Pdf) -> None:
    del pdf.pages[0].MediaBox
    pdf.Root.Pages.MediaBox = Array([0, 0, 70, 80])
    pdf.Root.Pages.Rotate = 90
    with pikepdf.open(BytesIO(cleaned(pdf))) as kept:
        assert [int(edge) for edge in kept.pages[0].mediabox] == [0, 0, 70, 80]
        assert kept.pages[0].Rotate == 90


@pytest.mark.parametrize("packed", [False, True])
def test_a_photo_in_a_document_forgets_its_camera(pdf: Pdf, packed: bool) -> None:
    given = photo(comment=b"CANARY") + photo()
    picture = pdf.make_stream(
        given, Type=Name.XObject, Subtype=Name.Image, Width=64, Height=48,
        ColorSpace=Name.DeviceRGB, BitsPerComponent=8, Metadata=pdf.make_stream(b"CANARY"),
    )  # fmt: skip
    picture.write(given, filter=Name.DCTDecode)
    if packed:
        picture.write(zlib.compress(given), filter=Array([Name.FlateDecode, Name.DCTDecode]))
    pdf.pages[0].Resources = Dictionary(XObject=Dictionary(A=picture))
    made = cleaned(pdf)
    assert not any(secret in made for secret in SECRETS)
    with pikepdf.open(BytesIO(made)) as kept:
        inside = kept.pages[0].Resources.XObject.A.read_raw_bytes()
        with Image.open(BytesIO(inside)) as picture_kept:
            picture_kept.load()
            assert picture_kept.size == (64, 48)


def test_boxes_of_words_leave_a_jpeg_2000() -> None:
    out = BytesIO()
    Image.new("RGB", (8, 8)).save(out, "JPEG2000")
    words = b"CANARY"
    given = out.getvalue() + struct.pack(">I4s", 8 + len(words), b"xml ") + words
    assert documents.segments.without_boxes(given) == out.getvalue()
