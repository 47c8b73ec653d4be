"""Compiling a draft and publishing it; from then on the database refuses to change it."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.kernel import clock
from app.kernel.db import db
from app.kernel.errors import DomainError
from app.procedures import catalogue, queries
from app.procedures.models import Version, VersionState
from app.procedures.rules import Form, compiled


class NotADraft(DomainError):
    """The version has been published; it no longer changes."""

    message = _("This version has been published and no longer changes. Make a new one.")


def publish(version: Version) -> Version:
    """Compile a draft and freeze it; versions it replaces from its first day on are superseded.

    Raises:
        NotADraft: it has been published before.
        BrokenForm: its questions contradict each other.
    """
    if version.state is not VersionState.DRAFT:
        raise NotADraft
    db.session.flush()  # the rows must be there before the version closes over them
    whole = queries.whole(version.id)
    document = compiled(whole, catalogue.lists())
    Form.parse(document)
    for older in whole.procedure.versions:
        if older.state is VersionState.PUBLISHED and older.valid_from >= whole.valid_from:
            older.state = VersionState.SUPERSEDED
    whole.compiled = document
    whole.published_at = clock.now()
    whole.state = VersionState.PUBLISHED
    db.session.flush()  # what comes next in this transaction reads the published version
    return whole
