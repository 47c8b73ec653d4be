"""Stock phrases beside a field: a button puts one into it, with or without script."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import request

from app.dossiers.models.dossier import Dossier
from app.dossiers.models.phrases import PhraseKind, StockPhrase
from app.dossiers.queries import phrases

CHOSEN = "mau_cau"
"""The name of the buttons."""


@dataclass(frozen=True)
class Phrases:
    """The phrases of a field."""

    field: Any
    rows: Sequence[StockPhrase]
    name: str = CHOSEN

    def fill(self) -> bool:
        """Whether a phrase was chosen by its button, which sends the form; it is put in."""
        chosen = request.form.get(CHOSEN, "")
        if found := next((each.text for each in self.rows if str(each.id) == chosen), ""):
            self.field.data = f"{self.field.data or ''} {found}".strip()
        return CHOSEN in request.form


def offered(dossier: Dossier, kind: PhraseKind, field: Any) -> Phrases:
    return Phrases(field, phrases.phrases_for(dossier, kind))
