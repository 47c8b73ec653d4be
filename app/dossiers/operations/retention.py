"""Removal of data that drafts and closed dossiers no longer need (hết hạn lưu giữ).

The file of a paper whose row is gone, or names no file any more, is removed a day later.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, delete, exists, select, update

from app.dossiers.models.bookkeeping import SubmissionKey
from app.dossiers.models.dossier import Dossier, Draft, Paper
from app.dossiers.models.one_time_codes import OneTimeCode
from app.dossiers.models.slips import REFUSED_AT_THE_DESK, Slip
from app.dossiers.models.teamwork import BulkRun, EditLock
from app.dossiers.operations.submission import DRAFT_DAYS
from app.dossiers.workflow import FINAL, WITHOUT_RESULT, SlipKind
from app.kernel import clock, retention
from app.kernel.db import db
from app.kernel.retention import CIVIL_STATUS, PRIVACY, PurgeResult, RetentionRule, older
from app.residents.models.lookups import LookUp

FOR_MONEY = (SlipKind.FEE_RECEIPT, SlipKind.MONEY_TAKEN, SlipKind.MONEY_REFUNDED)


def purge_drafts(before: datetime, at_most: int) -> PurgeResult:
    expired = before + timedelta(days=DRAFT_DAYS)
    query = select(Draft.id).where(Draft.expires_at < expired).order_by(Draft.expires_at)
    ids = list(db.session.scalars(query.limit(at_most).with_for_update(skip_locked=True)))
    db.session.execute(delete(Paper).where(Paper.draft_id.in_(ids)))
    db.session.execute(delete(Draft).where(Draft.id.in_(ids)))
    return PurgeResult(len(ids))


def purge_files(before: datetime, at_most: int) -> PurgeResult:
    """Delete photos and scans of requests that ended without a result."""
    forgotten = dict.fromkeys(("storage_key", "scan", "file_name", "size", "mime"))
    return _purge_without_result(Paper, forgotten, before, at_most)


def purge_slips(before: datetime, at_most: int) -> PurgeResult:
    """Delete slips of requests that ended without a result, except receipts for money."""
    others = Slip.kind.not_in(FOR_MONEY)
    of_dossiers = _purge_without_result(Slip, {"storage_key": None}, before, at_most, others)
    return PurgeResult(
        of_dossiers.count + _purge_desk_refusals(before, at_most - of_dossiers.count),
        of_dossiers.of,
    )


def _purge_desk_refusals(before: datetime, at_most: int) -> int:
    """Delete letters to people whose request was not taken in, who have no dossier."""
    query = (
        select(Slip.id)
        .where(REFUSED_AT_THE_DESK, Slip.issued_at < before)
        .order_by(Slip.issued_at)
        .limit(at_most)
        .with_for_update(skip_locked=True)
    )
    ids = list(db.session.scalars(query))
    db.session.execute(update(Slip).where(Slip.id.in_(ids)).values(storage_key=None))
    return len(ids)


def _purge_without_result(
    model: type[Paper | Slip],
    forgotten: Mapping[str, None],
    before: datetime,
    at_most: int,
    *further: ColumnElement[bool],
) -> PurgeResult:
    query = (
        select(model.id, model.dossier_id)
        .join(Dossier, model.dossier_id == Dossier.id)
        .where(
            Dossier.state.in_(WITHOUT_RESULT),
            Dossier.ended_at < before,
            Dossier.owed_since.is_(None),
            model.storage_key.is_not(None),
            *further,
        )
        .order_by(Dossier.ended_at, model.id)
        .limit(at_most)
        .with_for_update(of=model, skip_locked=True)
    )
    found = db.session.execute(query).all()
    ids = [row.id for row in found]
    db.session.execute(update(model).where(model.id.in_(ids)).values(**forgotten))
    dossiers = dict.fromkeys(row.dossier_id for row in found if row.dossier_id)
    return PurgeResult(len(found), tuple(dossiers))


def purge_secrets(before: datetime, at_most: int) -> PurgeResult:
    query = (
        select(Dossier.id)
        .where(
            Dossier.ended_at < before,
            Dossier.state.in_(FINAL),
            Dossier.secret_hash != "",
        )
        .order_by(Dossier.ended_at, Dossier.id)
        .limit(at_most)
        .with_for_update(skip_locked=True)
    )
    ids = list(db.session.scalars(query))
    db.session.execute(update(Dossier).where(Dossier.id.in_(ids)).values(secret_hash=""))
    return PurgeResult(len(ids), tuple(ids))


def purge_keys(before: datetime, at_most: int) -> PurgeResult:
    """Delete old idempotency keys, except those that lookups refer to."""
    is_asked_of = exists().where(LookUp.draft_id == SubmissionKey.key)
    query = (
        select(SubmissionKey.key)
        .join(Dossier, SubmissionKey.dossier_id == Dossier.id)
        .where(Dossier.submitted_at < before, ~is_asked_of)
        .limit(at_most)
        .with_for_update(of=SubmissionKey, skip_locked=True)
    )
    keys = list(db.session.scalars(query))
    db.session.execute(delete(SubmissionKey).where(SubmissionKey.key.in_(keys)))
    return PurgeResult(len(keys))


retention.declare(
    RetentionRule(
        name="drafts",
        what=_("Forms that were begun and not sent, with their files"),
        kept=timedelta(days=DRAFT_DAYS),
        since=_("last saved"),
        then=_("the form, its answers and its documents are removed; the files a day later"),
        law=PRIVACY,
        provisional=True,
        order=10,
        purge=purge_drafts,
    ),
    RetentionRule(
        name="dossiers",
        what=_(
            "Dossiers: answers, revisions, supplements, notes, fees, files, slips, "
            "forwarded files, results"
        ),
        then=_("kept: the archive’s period for civil-status dossiers is not set here yet"),
        law=f"{CIVIL_STATUS} Đ61; Luật Lưu trữ",
        provisional=True,
        order=20,
    ),
    RetentionRule(
        name="files_without_result",
        what=_("Files of dossiers not accepted, refused, withdrawn or stopped"),
        kept=timedelta(days=365),
        since=_("end of the dossier, once nothing is owed to the citizen"),
        then=_("the file and its name are removed; what document it was and its checksum stay"),
        law=f"{CIVIL_STATUS} Đ61; {PRIVACY}",
        provisional=True,
        order=30,
        purge=purge_files,
        now=clock.now,
    ),
    RetentionRule(
        name="slips_without_result",
        what=_("Slips of dossiers without a result; written refusals at the desk"),
        kept=timedelta(days=365),
        since=_("end of the dossier, once nothing is owed to the citizen"),
        then=_("the file is removed; its number, who issued it and its checksum stay"),
        law=f"{CIVIL_STATUS} Đ61; {PRIVACY}",
        provisional=True,
        order=31,
        purge=purge_slips,
        now=clock.now,
    ),
    RetentionRule(
        name="receipt_secrets",
        what=_("The tracking code of a receipt (its digest)"),
        kept=timedelta(days=365),
        since=_("end of the dossier"),
        then=_("it opens nothing any more; the citizen asks at the commune"),
        law=PRIVACY,
        provisional=True,
        order=40,
        purge=purge_secrets,
        now=clock.now,
    ),
    RetentionRule(
        name="tracking_tickets",
        what=_("The ticket that opens one dossier to its citizen"),
        kept=timedelta(minutes=30),
        since=_("the two codes were given"),
        then=_("it is over; it lies in the citizen’s browser alone"),
        law=PRIVACY,
        order=45,
    ),
    RetentionRule(
        name="one_time_codes",
        what=_(
            "One-time codes by short message: what was asked for, digests of code and telephone"
        ),
        kept=timedelta(days=1),
        since=_("asked for"),
        then=_("removed; the digits themselves go after ten minutes"),
        law=PRIVACY,
        order=46,
        purge=older(OneTimeCode.at),
    ),
    RetentionRule(
        name="submission_keys",
        what=_("The key by which a form sent twice is known again"),
        kept=timedelta(days=30),
        since=_("the dossier was sent"),
        then=_("it is removed"),
        law=PRIVACY,
        provisional=True,
        order=50,
        purge=purge_keys,
        now=clock.now,
    ),
    RetentionRule(
        name="holds",
        what=_("Who was working on a dossier just then"),
        kept=timedelta(days=1),
        since=_("the hold ended"),
        then=_("it is removed"),
        law=PRIVACY,
        order=51,
        purge=older(EditLock.until),
    ),
    RetentionRule(
        name="bulk_runs",
        what=_("The result of each dossier when many were done at once (codes and reasons)"),
        kept=timedelta(days=90),
        since=_("it was begun"),
        then=_("it is removed; the steps stay in the journals"),
        law=PRIVACY,
        provisional=True,
        order=52,
        purge=older(BulkRun.at),
        now=clock.now,
    ),
    RetentionRule(
        name="journals",
        what=_("Journals: steps of dossiers, trail of changes, access log, ledger of messages"),
        then=_("never removed: they prove who did what; they hold keys and names of fields"),
        law=f"{CIVIL_STATUS} Đ74; NĐ 85/2016/NĐ-CP",
        order=70,
    ),
)
