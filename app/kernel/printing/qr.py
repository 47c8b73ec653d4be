"""QR codes of addresses."""

import segno
from markupsafe import Markup


def qr(address: str) -> Markup:
    """An address as a QR code, drawn without style attributes."""
    drawn = segno.make_qr(address, error="m").svg_inline(border=2, omitsize=True)
    return Markup(drawn)  # noqa: S704  # drawn by the library from an address of ours
