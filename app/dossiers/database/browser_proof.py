"""What a citizen's browser proves to the database: the draft it holds, the dossier it opened."""

from typing import NamedTuple
from uuid import UUID

from app.kernel.row_security import request_scope


class OpenDossier(NamedTuple):
    """A dossier and the door by which its citizen sees it, as the database minted it."""

    id: UUID
    door: str


def grant_draft(draft_id: UUID, token: bytes) -> None:
    """Let the rest of this request see one draft; the database compares the token."""
    _draft, _token, dossier, door = request_scope.held()
    request_scope.hold((draft_id, token.hex(), dossier, door))


def grant_dossier(opened: OpenDossier) -> None:
    """Let the rest of this request see one dossier as its citizen; the database checks the door."""
    draft, token, _dossier, _door = request_scope.held()
    request_scope.hold((draft, token, *opened))
