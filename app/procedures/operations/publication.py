"""Compiling a draft and publishing it; from then on the database rejects changes."""

from datetime import date

from flask_babel import lazy_gettext as _
from sqlalchemy import select

from app.kernel import clock
from app.kernel.db import db
from app.kernel.errors import Refused
from app.procedures import catalogue, queries
from app.procedures.models.versions import Version
from app.procedures.models.vocabulary import VersionState
from app.procedures.rules.compiler import compiled
from app.procedures.rules.form import Form
from app.procedures.rules.publication_checks import VersionFault, faults


def hold(version_id: int) -> None:
    """Lock a draft, so that it is not published while its rows change. Raises Refused."""
    state = select(Version.state).where(Version.id == version_id).with_for_update()
    with db.session.no_autoflush:
        if db.session.scalar(state) is not VersionState.DRAFT:
            raise Refused(
                _("This version has been published and no longer changes. Make a new one."),
            )


def faults_of(version: Version) -> list[VersionFault]:
    return faults(compiled(queries.whole(version.id), catalogue.lists()))


def replaced_by(version: Version, valid_from: date) -> list[Version]:
    """The versions that are superseded when this one is published from that day."""
    return [
        older
        for older in version.procedure.versions
        if older.state is VersionState.PUBLISHED and older.valid_from >= valid_from
    ]


def publish(version: Version) -> Version:
    """Compile and freeze a draft; versions replaced from its first day on are superseded.

    Raises:
        Refused: it has been published, or has faults; each is listed with its row.
    """
    db.session.flush()  # the rows must exist before the version freezes them
    hold(version.id)
    whole = queries.whole(version.id)
    document = compiled(whole, catalogue.lists())
    if found := faults(document):
        raise Refused(
            _("The version cannot be published. %(faults)s"),
            status=422,
            faults=" ".join(map(str, found)),
        )
    Form.parse(document)
    for older in replaced_by(whole, whole.valid_from):
        older.state = VersionState.SUPERSEDED
    whole.document = document
    whole.published_at = clock.now()
    whole.state = VersionState.PUBLISHED
    db.session.flush()  # later queries of this transaction read the published version
    return whole
