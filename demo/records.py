"""Rows of the lists beside the dossiers, so that each list shows what it is for."""

import hashlib
from datetime import date, timedelta
from uuid import uuid4

from sqlalchemy import exists, select
from sqlalchemy.dialects.postgresql import Range

from app.accounts import queries as accounts
from app.accounts.models.staff import Absence, Posting
from app.accounts.operations import deputies
from app.accounts.operations import staff as accounts_staff
from app.accounts.roles import Role
from app.dossiers.models.dossier import Dossier
from app.dossiers.models.phrases import PhraseKind, StockPhrase
from app.handoffs.models import Direction, Leg
from app.handoffs.operations import handover_sheets, reconciliation
from app.handoffs.workflow import LegState
from app.kernel import clock, public_urls
from app.kernel.actor import Actor
from app.kernel.audit import change_log
from app.kernel.audit.change_log import AuditAction
from app.kernel.db import db, transaction
from app.notifications.models.gateway import Heard, InboundMessage, OptOut
from app.organisation import queries as organisation
from app.procedures.models.vocabulary import LegKind
from app.residents.models.lookups import LookUp, PopulationAnswer, Purpose
from app.residents.models.oversight import AlarmKind, PopulationAlarm, PopulationOutage
from app.rollout.models.account_rounds import Waiver
from demo import people
from demo.people import Town
from demo.population import DECOY

STOPPED = "0912000127"
"""A citizen who wants no messages."""


def settle() -> None:
    with transaction():
        if db.session.scalar(select(exists().where(Absence.id.is_not(None)))):
            return
        for code in people.COMMUNES:
            town = people.town_of(code, clock.today())
            _be_absent(town)
            _keep_phrases(town)
            _look_up(town)
            _draw_up(town)
        _stand_in(people.town_of(people.SHARING, clock.today()))
        _decide_in_the_city()
        _receive_messages()
    with transaction():
        evening = clock.at(_working_day_before(clock.today()), 18)
        with clock.frozen(evening):
            reconciliation.keep_all(evening)


def _working_day_before(day: date) -> date:
    calendar = organisation.calendar()
    before = day - timedelta(days=1)
    while not calendar.is_working_day(before):
        before -= timedelta(days=1)
    return before


def _be_absent(town: Town) -> None:
    """The labour officer is away tomorrow."""
    leader, labour = town.actors["chutich"], town.actors["laodong"]
    tomorrow = clock.today() + timedelta(days=1)
    away = Absence(
        id=uuid4(), staff_id=labour.staff_id, unit_id=town.commune.id,
        during=Range(tomorrow, tomorrow + timedelta(days=2)),
        noted_by_id=leader.staff_id, noted_at=clock.now(),
    )  # fmt: skip
    _add(leader, away)


PHRASES = (
    (PhraseKind.MISSING, "Ảnh chụp mờ, không đọc được số và ngày cấp.", 9),
    (PhraseKind.MISSING, "Giấy chứng sinh thiếu dấu của cơ sở y tế.", 4),
    (PhraseKind.MISSING, "Thông tin khai không khớp với giấy tờ tùy thân.", 6),
    (PhraseKind.TO_DO, "Chụp lại bản chính, đủ bốn góc, đủ ánh sáng rồi gửi lại.", 11),
    (PhraseKind.TO_DO, "Xin cấp lại giấy tại cơ sở y tế rồi gửi bản chụp.", 3),
    (PhraseKind.TO_DO, "Sửa lại tờ khai theo đúng giấy tờ tùy thân.", 5),
    (PhraseKind.REASON, "Việc này không thuộc thẩm quyền của UBND xã.", 2),
    (PhraseKind.REASON, "Hồ sơ trùng với hồ sơ đã nộp trước đó.", 3),
    (PhraseKind.SENT_BACK, "Quê quán ghi chưa đúng địa danh hành chính.", 4),
    (PhraseKind.SENT_BACK, "Thiếu chữ đệm trong họ tên, đối chiếu lại với giấy chứng sinh.", 2),
    (PhraseKind.NOTE, "Đã gọi điện, công dân hẹn mang giấy tờ đến.", 7),
    (PhraseKind.NOTE, "Đã gọi điện nhưng không liên lạc được.", 5),
)


def _keep_phrases(town: Town) -> None:
    """Sentences that the officers of the commune use again and again."""
    db.session.add_all(
        StockPhrase(id=uuid4(), unit_id=town.commune.id, kind=kind, text=text, used=used)
        for kind, text, used in PHRASES
    )


def _stand_in(town: Town) -> None:
    """The chairman is away next week; a deputy chairman signs."""
    leader, next_week = town.actors["chutich"], clock.today() + timedelta(days=7)
    deputy = Posting(
        id=uuid4(), staff=accounts.staff_of(f"{people.DEPUTY_CHAIRMAN.word}.haiboi"),
        stands_for=db.session.get_one(Posting, leader.postings[0].posting_id),
        during=accounts_staff.period(next_week, next_week + timedelta(days=1)),
        because="Dự họp Hội đồng nhân dân huyện",
    )  # fmt: skip
    deputies.check_deputy(deputy)
    _add(leader, deputy)


def _add(leader: Actor, row: Absence | Posting) -> None:
    db.session.add(row)
    db.session.flush()  # the log names its key
    change_log.record(leader, AuditAction.ADD, row)


def _look_up(town: Town) -> None:
    """The receiver compared two families; at Kim Chung somebody also asked about a decoy."""
    receiver = town.actors["motcua"]
    families = db.session.scalars(
        select(Dossier)
        .where(Dossier.commune_id == town.commune.id, Dossier.is_rehearsal.is_(False))
        .order_by(Dossier.submitted_at.desc())
        .limit(3)
    ).all()
    numbers = [dossier.applicant_id for dossier in families[:2]]
    decoys = [DECOY] if town.commune.code == people.COMMUNES[0] else []
    at = clock.real_now() - timedelta(hours=3)
    for dossier, number in zip(families, [*numbers, *decoys], strict=False):
        asked = LookUp(
            id=uuid4(), at=at, staff_id=receiver.staff_id,
            posting_id=receiver.postings[0].posting_id, unit_id=town.commune.id,
            dossier_id=dossier.id, person="applicant_id", purpose=Purpose.PERSON,
            subject=hashlib.sha256(f"{number}".encode()).hexdigest(),
        )  # fmt: skip
        db.session.add(asked)
        db.session.flush()  # the answer refers to it
        db.session.add(
            PopulationAnswer(id=uuid4(), lookup_id=asked.id, at=at, found=False, content={})
        )
        if number == DECOY:
            db.session.add(PopulationAlarm(lookup_id=asked.id, kind=AlarmKind.DECOY, at=at))


def _draw_up(town: Town) -> None:
    """A sheet for the health insurance, which waits for its signature."""
    sent = db.session.scalars(
        select(Leg.id)
        .where(
            Leg.commune_id == town.commune.id,
            Leg.state == LegState.SENT,
            Leg.kind == LegKind.INSURANCE,
            Leg.is_rehearsal.is_(False),
        )
        .order_by(Leg.code)
    ).all()
    if sent:
        handover_sheets.draw_up(
            sent,
            Direction.OUT,
            actor=town.actors["tuphap"],
            base_url=public_urls.office_page(""),
        )


def _decide_in_the_city() -> None:
    """A waiver for the first officer of a district, and a time without look-ups."""
    admin, justice = (accounts.staff_of(seat.word) for seat in people.OF_CITY)
    unit = people.district_of(people.BEGINNING)
    first = db.session.scalars(select(Posting).where(Posting.unit_id == unit.id)).one()
    night = clock.at(clock.today() - timedelta(days=2), 22)
    db.session.add_all((
        Waiver(
            id=uuid4(), staff=first.staff, unit=first.unit, role=Role.DISTRICT_IT,
            reason="Người đầu tiên của huyện, lập danh sách cho các xã.",
            at=clock.at(clock.today() - timedelta(days=5), 10), by_id=admin.id,
        ),
        PopulationOutage(
            since=night, until=night + timedelta(hours=6), by_id=justice.id,
            reason="Công an Thành phố bảo trì cơ sở dữ liệu dân cư.",
        ),
    ))  # fmt: skip


def _receive_messages() -> None:
    """What citizens sent: a question about a dossier, a stop, a word that nobody understands."""
    known = db.session.scalars(
        select(Dossier).where(Dossier.is_rehearsal.is_(False)).order_by(Dossier.code).limit(1)
    ).first()
    if known is None:
        return
    at = clock.now() - timedelta(days=3)
    heard = (
        (Heard.STATE, str(known.applicant_phone), f"HS {known.code}"),
        (Heard.STOP, STOPPED, "STOP"),
        (Heard.OTHER, STOPPED, "Bao giờ có kết quả ạ"),
    )
    for n, (kind, sender, text) in enumerate(heard):
        moment = at + timedelta(minutes=20 * n)
        db.session.add(
            InboundMessage(
                id=uuid4(), gateway_id=f"minh-hoa-{n}", sender=sender, text=text, at=moment,
                heard=kind, answered_at=moment + timedelta(seconds=5),
            )
        )  # fmt: skip
    db.session.add(OptOut(id=uuid4(), phone=STOPPED, at=at + timedelta(minutes=20)))
