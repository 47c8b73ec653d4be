"""What PDF/A-3b (ISO 19005-3) asks of our papers, looked at with pikepdf: no validator of others.

Left out is what typst cannot write wrongly for us, such as the syntax of content streams.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Name, Pdf

PRINT, UNSEEN = 4, 1 | 2 | 32 | 256
"""Flags of an annotation: printed; invisible, hidden, no view, toggle no view."""
FORBIDDEN_ACTIONS = frozenset(
    {
        "/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/Hide", "/SetOCGState",
        "/Rendition", "/Trans", "/GoTo3DView", "/JavaScript",
    }
)  # fmt: skip
AGREE = {
    "/Title": "dc:title",
    "/Creator": "xmp:CreatorTool",
    "/Producer": "pdf:Producer",
}
"""Entries of the information dictionary that the metadata have to repeat (6.6.3)."""


def faults(content: bytes) -> list[str]:
    """What the file lacks, by clause; empty when it is as the standard asks."""
    with pikepdf.open(BytesIO(content)) as pdf:
        return [*_file(pdf, content), *_metadata(pdf), *_objects(pdf), *_forms(pdf), *_data(pdf)]


def _file(pdf: Pdf, content: bytes) -> Iterator[str]:
    if not content.startswith(b"%PDF-1.") or min(content[10:14]) <= 127:  # ASCII ends
        yield "6.1.2 header"
    if "/ID" not in pdf.trailer or "/Encrypt" in pdf.trailer:
        yield "6.1.3 trailer"
    if not content.rstrip(b"\r\n").endswith(b"%%EOF"):
        yield "6.1.3 data after the end"
    intents = [each for each in pdf.Root.get("/OutputIntents", []) if each.S == Name.GTS_PDFA1]
    if len(intents) != 1 or "/DestOutputProfile" not in intents[0]:
        yield "6.2.3 output intent"
    if "/AA" in pdf.Root or "/OCProperties" in pdf.Root or "/Collection" in pdf.Root:
        yield "6.4 catalogue"


def _metadata(pdf: Pdf) -> Iterator[str]:
    if "/Filter" in pdf.Root.Metadata:
        yield "6.6.2.1 metadata are compressed"
    said = pdf.open_metadata()
    if (said.get("pdfaid:part"), said.get("pdfaid:conformance")) != ("3", "B"):
        yield "6.6.4 identification"
    for key, name in AGREE.items():
        if key in pdf.docinfo and str(pdf.docinfo[key]) != str(said.get(name)):
            yield f"6.6.3 {key} differs from {name}"


def _objects(pdf: Pdf) -> Iterator[str]:
    for each in pdf.objects:
        if not isinstance(each, pikepdf.Dictionary | pikepdf.Stream):
            continue
        kind = each.get("/Type")
        if isinstance(each, pikepdf.Stream) and ("/F" in each or "/LZWDecode" in _filters(each)):
            yield "6.1.7 stream"
        if kind == Name.Font and not _is_embedded(each):
            yield f"6.2.11.4 {each.get('/BaseFont')} is not embedded"
        if str(each.get("/S")) in FORBIDDEN_ACTIONS or "/AA" in each:
            yield "6.5 action"
        if each.get("/Subtype") == Name.PS or (
            each.get("/Type") == Name.XRef and "/Encrypt" in each
        ):
            yield "6.2.9 object"


def _filters(stream: Any) -> list[str]:
    found = stream.get("/Filter", [])
    return [str(found)] if isinstance(found, pikepdf.Name) else [str(each) for each in found]


def _is_embedded(font: Any) -> bool:
    if font.Subtype in {Name.Type0, Name.Type3}:
        return True
    described = font.get("/FontDescriptor", {})
    return any(key in described for key in ("/FontFile", "/FontFile2", "/FontFile3"))


def _forms(pdf: Pdf) -> Iterator[str]:
    form: Any = pdf.Root.get("/AcroForm", {})
    if form.get("/NeedAppearances", False) or "/XFA" in form:
        yield "6.4.1 form"
    for page in pdf.pages:
        for each in page.get("/Annots", []):
            flags = int(each.get("/F", 0))
            if each.Subtype not in {Name.Widget, Name.Link}:
                yield f"6.3.1 annotation {each.Subtype}"
            if not flags & PRINT or flags & UNSEEN:
                yield "6.3.2 flags of an annotation"
            left, low, right, high = (float(number) for number in each.Rect)
            if "/AP" not in each and each.Subtype != Name.Link and (left, low) != (right, high):
                yield "6.3.3 annotation without appearance"


def _data(pdf: Pdf) -> Iterator[str]:
    associated = list(pdf.Root.get("/AF", []))
    if len(associated) != 1 or len(pdf.attachments) != 1:
        yield "6.8 one associated file"
    for each in associated:
        if not {"/F", "/UF", "/AFRelationship", "/EF"} <= set(each.keys()):
            yield "6.8 file specification"
        elif "/Subtype" not in each.EF.F or "/ModDate" not in each.EF.F.get("/Params", {}):
            yield "6.8 embedded file"
