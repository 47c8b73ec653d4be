"""Rewrites a PDF: its pages and what they show, without actions and metadata."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from io import BytesIO

import pikepdf

from sanitizer import (
    MAX_CLEAN_BYTES,
    MAX_OBJECTS,
    MAX_PAGES,
    MAX_PIXELS,
    MAX_SPREAD_BYTES,
    Unfit,
    Verdict,
    segments,
)

OF_A_PAGE = frozenset(
    {"/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Contents", "/Resources",
     "/Group"}
)  # fmt: skip
OF_RESOURCES = frozenset(
    {"/Font", "/XObject", "/ExtGState", "/ColorSpace", "/Pattern", "/Shading", "/ProcSet"}
)
OF_NAMES = (OF_RESOURCES - {"/ProcSet"}) | {"/CharProcs", "/Colorants"}
"""Keys whose dictionaries hold names chosen by the author: a font may be called ``/JS``."""
NEVER = frozenset(
    {"/A", "/AA", "/AF", "/AcroForm", "/Alternates", "/Annots", "/Collection", "/EF",
     "/EmbeddedFiles", "/F", "/FDecodeParms", "/FFilter", "/JS", "/JavaScript",
     "/LastModified", "/Measure", "/Metadata", "/Names", "/OC", "/OPI",
     "/OpenAction", "/PieceInfo", "/PS", "/PtData", "/Ref",
     "/RichMedia", "/StructParent", "/StructParents", "/URI", "/XFA"}
)  # fmt: skip
"""Keys that act, lead out of the document or reveal its origin.

No page needs them to be displayed. ``/F``, ``/FFilter`` and ``/FDecodeParms`` of a stream refer to
an external file.
"""

CUTS = {"/DCTDecode": segments.without_words, "/JPXDecode": segments.without_boxes}


def clean(content: bytes, _mime: str) -> bytes:
    """The same pages in a new document.

    Read strictly: a file that needs repair was truncated.

    Raises:
        Unfit: it does not open, is locked, too long or too heavy, or shows nothing of its own.
    """
    try:
        with (
            pikepdf.open(BytesIO(content), attempt_recovery=False, suppress_warnings=True) as given,
            pikepdf.new() as made,
        ):
            _refuse_unfit(given)
            _draw_annotations(given)
            for page in given.pages:
                _strip(page.obj, OF_A_PAGE)
            made.pages.extend(given.pages)
            _clean_objects(made)
            return _written(made)
    except pikepdf.PasswordError as error:
        raise Unfit(Verdict.ENCRYPTED) from error
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError, zlib.error) as error:
        # a locked document may need keys that cannot be computed here
        raise Unfit(Verdict.ENCRYPTED if b"/Encrypt" in content else Verdict.BROKEN) from error


def _refuse_unfit(pdf: pikepdf.Pdf) -> None:
    if pdf.is_encrypted:
        raise Unfit(Verdict.ENCRYPTED)
    if len(pdf.objects) > MAX_OBJECTS:
        raise Unfit(Verdict.TOO_HEAVY)
    if len(pdf.pages) > MAX_PAGES:
        raise Unfit(Verdict.TOO_MANY_PAGES)
    if not len(pdf.pages):
        raise Unfit(Verdict.BROKEN)
    # pages drawn by a script, or that only wrap attached files
    if "/Collection" in pdf.Root or bool(pdf.Root.get("/NeedsRendering")):
        raise Unfit(Verdict.HOLLOW)


def _draw_annotations(pdf: pikepdf.Pdf) -> None:
    """Flatten form fields and stamps into the pages."""
    if pdf.Root.get("/AcroForm", pikepdf.Dictionary()).get("/NeedAppearances"):
        pdf.generate_appearance_streams()
    pdf.flatten_annotations()


def _strip(thing: pikepdf.Object, kept: frozenset[str]) -> None:
    for key in [key for key in thing.keys() if key not in kept]:  # noqa: SIM118  # not a dict
        del thing[key]


def _clean_objects(pdf: pikepdf.Pdf) -> None:
    """Clean all objects that the pages reach."""
    spread = 0
    for thing in _parts(pdf):
        for key in NEVER.intersection(thing.keys()):
            del thing[key]
        resources = thing.get("/Resources")
        if isinstance(resources, pikepdf.Dictionary):
            _strip(resources, OF_RESOURCES)
        if isinstance(thing, pikepdf.Stream):
            spread += _clean_stream(thing)
        if spread > MAX_SPREAD_BYTES:
            raise Unfit(Verdict.TOO_HEAVY)


def _parts(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Every dictionary and stream once, except those whose keys are chosen by the author."""
    seen: set[tuple[int, int]] = set()
    waiting: list[tuple[object, bool]] = [(page.obj, False) for page in pdf.pages]
    while waiting:
        thing, named = waiting.pop()
        if not isinstance(thing, pikepdf.Object):
            continue
        if thing.is_indirect:
            if thing.objgen in seen:
                continue
            seen.add(thing.objgen)
        if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
            if not named:
                yield thing
            waiting += [(value, not named and key in OF_NAMES) for key, value in thing.items()]
        elif isinstance(thing, pikepdf.Array):
            waiting += [(value, False) for value in thing]


def _clean_stream(stream: pikepdf.Stream) -> int:
    """Check one stream; returns its unpacked size, without pictures."""
    subtype = stream.get("/Subtype")
    if subtype == "/PS":
        raise Unfit(Verdict.BROKEN)
    if subtype != "/Image":
        return len(stream.read_bytes())
    if int(stream.get("/Width", 0)) * int(stream.get("/Height", 0)) > MAX_PIXELS:
        raise Unfit(Verdict.TOO_MANY_PIXELS)
    _forget_camera(stream)
    return 0


def _forget_camera(stream: pikepdf.Stream) -> None:
    """Remove camera metadata, such as place and time, from embedded photos."""
    names = stream.get("/Filter")
    filters = [str(name) for name in names] if isinstance(names, pikepdf.Array) else [str(names)]
    cut = CUTS.get(filters[-1])
    if cut is None:
        return
    content = stream.read_raw_bytes()
    if filters[:-1] == ["/FlateDecode"]:
        content = zlib.decompressobj().decompress(content, MAX_CLEAN_BYTES)
    elif filters[:-1]:
        raise Unfit(Verdict.BROKEN)
    parms = stream.get("/DecodeParms")
    parms = parms[-1] if isinstance(parms, pikepdf.Array) else parms
    stream.write(
        cut(content),
        filter=pikepdf.Name(filters[-1]),
        decode_parms=parms if isinstance(parms, pikepdf.Dictionary) else None,
    )


def _written(pdf: pikepdf.Pdf) -> bytes:
    made = BytesIO()
    pdf.save(made, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return made.getvalue()
