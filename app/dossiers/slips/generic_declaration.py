"""The declaration of a procedure that has no form of its own (Tờ khai, phiếu yêu cầu)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.dossiers.slips.declarations import PRINT, Heading
from app.kernel.i18n import vietnamese
from app.kernel.printing.pdf import PrintDocument
from app.procedures.answers.statement import Stated


class Signer(NamedTuple):
    """Who signs, and as what (bên nữ, người nhận)."""

    title: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Declaration:
    """The declaration, section by section, and its signers: one person, or two (hai bên cùng ký).

    ``copies`` is None if the procedure does not ask for a number.
    """

    title: str
    parts: Sequence[Stated]
    signers: Sequence[Signer]
    copies: int | None = None


def declaration(said: Declaration, heading: Heading) -> PrintDocument:
    """The declaration, A4, to be signed at the visit."""
    data = {
        "title": said.title,
        "office": vietnamese.peoples_committee(heading.commune, heading.district, heading.province),
        "place": vietnamese.bare_name(heading.commune),
        "code": heading.code,
        "parts": [
            {"title": part.title, "rows": [[line._asdict() for line in row] for row in part.rows]}
            for part in said.parts
        ],
        "signers": [each._asdict() for each in said.signers],
        "copies": said.copies,
    }
    return PrintDocument(PRINT / "declaration.typ", data)
