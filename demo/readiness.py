"""Readiness of the demo communes: phase one meets every condition, some of phase two lack one.

Citizens are helped at the desk of each ready commune; at Kim Chung, in a culture house. At Hải Bối,
which is open, a second scanner broke.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import count
from types import MappingProxyType
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range

from app.accounts import queries as accounts
from app.accounts.models.staff import Staff
from app.kernel import clock
from app.kernel.db import db
from app.kernel.security.tokens import new_token, token_hash
from app.organisation.models import Unit
from app.rollout.models.outreach import AssistedPoint, Duty, PlaceKind, PublicNotice
from app.rollout.models.phases import Phase
from app.rollout.models.readiness import (
    EquipmentFault,
    EquipmentFaultState,
    Party,
    SiteCheck,
    SiteCheckKind,
    SmsCheck,
)
from demo import communes
from demo.communes import Progress
from demo.people import Seated
from demo.pictures import stored_again, stored_notice


class Found(NamedTuple):
    """The result of checking one condition."""

    party: str
    amount: int | None
    detail: str


LOOKED_AT: Mapping[SiteCheckKind, Found] = MappingProxyType({
    SiteCheckKind.WAN: Found("Viễn thông Hà Nội", 20, "Cáp quang, đo lúc 9 giờ"),
    SiteCheckKind.COMPUTERS: Found("UBND xã", 4, "Ba máy bộ phận một cửa, một máy tra cứu"),
    SiteCheckKind.PRINTER: Found("UBND xã", 2, "In được hai mặt"),
    SiteCheckKind.SCANNER: Found("UBND xã", 1, "Khay nạp giấy tự động"),
    SiteCheckKind.DATA_CENTRE: Found("Viettel IDC", None, "Truy cập ổn định trong 24 giờ"),
    SiteCheckKind.POPULATION: Found(
        "Công ty TNHH TM & DVKT Nhật Cường", None, "Tra cứu thử thành công"
    ),
})  # fmt: skip
LACKING: Mapping[int, tuple[SiteCheckKind, str]] = MappingProxyType({
    1: (SiteCheckKind.SCANNER, "Máy quét đã mua, chưa giao"),
    4: (SiteCheckKind.WAN, "Chưa kéo cáp đến trụ sở; đang dùng mạng di động"),
})  # fmt: skip
"""What some communes of phase two lack, by their place in each half dozen."""
HALF_DOZEN = 6
EARLIEST = timedelta(days=30)
"""Older readings would soon count no longer, whatever the day of the demonstration."""
POSTED: Mapping[str, tuple[tuple[PlaceKind, str], ...]] = MappingProxyType({
    "kimchung": (
        (PlaceKind.ONE_STOP, "Bộ phận một cửa, UBND xã Kim Chung"),
        (PlaceKind.CULTURAL, "Nhà văn hóa thôn Bầu"),
        (PlaceKind.RESIDENTIAL, "Bảng tin thôn Hậu Dưỡng"),
        (PlaceKind.COMMUNITY, "Đình làng thôn Bầu"),
    ),
})  # fmt: skip
"""Where communes published, by the word of their user names; others in places without a name."""


def tell(hired: Iterable[Seated]) -> None:
    """Create measurements, publications, tests of messages, a help point and an incident."""
    parties = {each.name: each.id for each in db.session.scalars(select(Party))}
    ready_on = {each.n: _ready_on(each.opens_on) for each in db.session.scalars(select(Phase))}
    leaders = {each.unit.id: each.staff for each in hired if each.seat.word == "chutich"}
    of_phase_two = count()
    for each in hired:
        if each.seat.word == "motcua":
            day = ready_on[each.phase]
            lacks = LACKING.get(next(of_phase_two) % HALF_DOZEN) if each.phase > 1 else None
            _look(each.unit, lacks or (None, ""), parties, leaders[each.unit.id], day)
            _hear(each.staff, day)
            if communes.progress(each.unit) is Progress.READY:
                _post(each, day)
                if each.username != "motcua.kimchung":
                    _staff_desk(each)
    _help("kimchung")
    _break("haiboi")


def _ready_on(opens_on: date) -> date:
    """The day by which a phase was ready: its opening, or today when that is still to come."""
    return max(min(opens_on, clock.today()), clock.today() - EARLIEST)


def _look(
    commune: Unit,
    lacking: tuple[SiteCheckKind | None, str],
    parties: Mapping[str, int],
    by: Staff,
    ready_on: date,
) -> None:
    """Record a check of every condition; in some communes one is not met."""
    lacks, why = lacking
    day = ready_on - timedelta(days=3)
    db.session.add_all(
        SiteCheck(
            unit=commune, kind=kind, met=kind is not lacks, party_id=parties[found.party],
            amount=0 if kind is lacks else found.amount,
            detail=why if kind is lacks else found.detail,
            proof=f"BB {n:02d}/{day:%m%Y}/{commune.code}", checked_on=day,
            at=clock.at(day, 10, 5 * n), by_id=by.id,
        )
        for n, (kind, found) in enumerate(LOOKED_AT.items(), 1)
    )  # fmt: skip


def _post(by: Seated, ready_on: date) -> None:
    day, name = ready_on - timedelta(days=6), by.unit.name
    places = (
        (PlaceKind.ONE_STOP, f"Bộ phận một cửa, UBND {name}"),
        (PlaceKind.RESIDENTIAL, f"Bảng tin khu dân cư, {name}"),
        (PlaceKind.COMMUNITY, f"Nhà sinh hoạt cộng đồng, {name}"),
        (PlaceKind.CULTURAL, f"Nhà văn hóa {name}"),
    )
    word = (by.username or "").removeprefix("motcua.")
    first = stored_notice(by.unit.name)
    for n, (kind, place) in enumerate(POSTED.get(word, places)):
        photo = stored_again(first) if n else first
        db.session.add(
            PublicNotice(
                unit=by.unit, kind=kind, place=place, posted_on=day, by_id=by.staff.id,
                at=clock.at(day, 16, 10 + n), storage_key=photo.key, sha256=photo.sha256,
                size=photo.size, mime=photo.mime,
            )
        )  # fmt: skip


def _hear(by: Staff, ready_on: date) -> None:
    """Record an inbound SMS test: a message was received and its number entered."""
    at = clock.at(ready_on - timedelta(days=2), 9, 30)
    db.session.add(
        SmsCheck(
            unit_id=by.unit_id, staff_id=by.id, code_hash=token_hash(new_token()), sent_at=at,
            tries=1, confirmed_at=at + timedelta(minutes=2),
        )
    )  # fmt: skip


def _staff_desk(by: Seated) -> None:
    point = AssistedPoint(
        unit=by.unit, name=f"Bàn hỗ trợ nhập hồ sơ, UBND {by.unit.name}",
        place=f"Bộ phận một cửa, UBND {by.unit.name}", hours="Thứ Hai đến thứ Sáu, 8:00–11:30",
        computers=1, active=True,
    )  # fmt: skip
    morning = Range(clock.at(clock.today(), 8), clock.at(clock.today(), 11, 30))
    db.session.add(Duty(point=point, staff=by.staff, during=morning))


def _help(word: str) -> None:
    point = AssistedPoint(
        unit=accounts.staff_of(f"motcua.{word}").unit, name="Điểm hỗ trợ nhà văn hóa thôn Bầu",
        place="Nhà văn hóa thôn Bầu", hours="Thứ Ba và thứ Năm, 8:00–11:00", computers=2,
        equipment="Hai máy tính, một máy quét", active=True,
    )  # fmt: skip
    db.session.add(point)
    for after, seat in enumerate(("motcua", "laodong")):
        begins = clock.at(clock.today() + timedelta(days=after), 8)
        during = Range(begins, begins + timedelta(hours=3))
        helper = accounts.staff_of(f"{seat}.{word}")
        db.session.add(Duty(point=point, staff=helper, during=during))


def _break(word: str) -> None:
    by = accounts.staff_of(f"motcua.{word}")
    db.session.add(
        EquipmentFault(
            unit=by.unit, kind=SiteCheckKind.SCANNER, state=EquipmentFaultState.WORKING,
            what="Máy quét thứ hai kẹt giấy; đang dùng máy còn lại.",
            reported_at=clock.now() - timedelta(days=2), reported_by_id=by.id,
        )
    )  # fmt: skip
