"""Readiness of the demo communes: one meets every condition, the others fail one each.

Kim Chung is open and has all it needs; at Hải Bối the scanner is broken, Tản Lĩnh has no network
line of its own, and Ba Trại has not published anything yet.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range

from app.accounts import queries as accounts
from app.accounts.models import Staff
from app.demo.pictures import stored_notice
from app.kernel import clock
from app.kernel.db import db
from app.kernel.security.tokens import new_token, token_hash
from app.organisation.models import Unit
from app.rollout.models import (
    AssistedPoint,
    Duty,
    EquipmentFault,
    EquipmentFaultState,
    Party,
    PlaceKind,
    PublicNotice,
    SiteCheck,
    SiteCheckKind,
    SmsCheck,
)


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
LACKING: Mapping[str, tuple[SiteCheckKind, str]] = MappingProxyType({
    "haiboi": (SiteCheckKind.SCANNER, "Máy quét hỏng, đã báo sự cố"),
    "tanlinh": (SiteCheckKind.WAN, "Chưa kéo cáp đến trụ sở; đang dùng mạng di động"),
})  # fmt: skip
POSTED: Mapping[str, tuple[tuple[PlaceKind, str], ...]] = MappingProxyType({
    "kimchung": (
        (PlaceKind.ONE_STOP, "Bộ phận một cửa, UBND xã Kim Chung"),
        (PlaceKind.CULTURAL, "Nhà văn hóa thôn Bầu"),
        (PlaceKind.RESIDENTIAL, "Bảng tin thôn Hậu Dưỡng"),
    ),
    "haiboi": ((PlaceKind.ONE_STOP, "Bộ phận một cửa, UBND xã Hải Bối"),),
    "tanlinh": ((PlaceKind.ONE_STOP, "Bộ phận một cửa, UBND xã Tản Lĩnh"),),
})  # fmt: skip


def tell() -> None:
    """Create measurements, publications, help points and an incident of the last days."""
    parties = {each.name: each.id for each in db.session.scalars(select(Party))}
    for word in ("kimchung", "haiboi", "tanlinh", "batrai"):
        receiver = accounts.staff_of(f"motcua.{word}")
        _look(receiver.unit, word, parties, accounts.staff_of(f"chutich.{word}"))
        _post(receiver, POSTED.get(word, ()))
        _hear(receiver)
    _help("kimchung")
    _break("haiboi")


def _look(commune: Unit, word: str, parties: Mapping[str, int], by: Staff) -> None:
    """Record a check of every condition; in some communes one is not met."""
    lacks, why = LACKING.get(word, (None, ""))
    day = clock.today() - timedelta(days=3)
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


def _post(by: Staff, places: tuple[tuple[PlaceKind, str], ...]) -> None:
    day = clock.today() - timedelta(days=6)
    for n, (kind, place) in enumerate(places):
        photo = stored_notice(by.unit.name)
        db.session.add(
            PublicNotice(
                unit=by.unit, kind=kind, place=place, posted_on=day, by_id=by.id,
                at=clock.at(day, 16, 10 + n), storage_key=photo.key, sha256=photo.sha256,
                size=photo.size, mime=photo.mime,
            )
        )  # fmt: skip


def _hear(by: Staff) -> None:
    """Record an inbound SMS test: a message was received and its number entered."""
    at = clock.now() - timedelta(days=4)
    db.session.add(
        SmsCheck(
            unit_id=by.unit_id, staff_id=by.id, code_hash=token_hash(new_token()), sent_at=at,
            tries=1, confirmed_at=at + timedelta(minutes=2),
        )
    )  # fmt: skip


def _help(word: str) -> None:
    """Create a help point with staff for this morning and tomorrow."""
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
    """Create an incident that the support team is handling."""
    by = accounts.staff_of(f"motcua.{word}")
    db.session.add(
        EquipmentFault(
            unit=by.unit, kind=SiteCheckKind.SCANNER, state=EquipmentFaultState.WORKING,
            what="Máy quét kẹt giấy, không nhận bản thứ hai trở đi.",
            reported_at=clock.now() - timedelta(days=2), reported_by_id=by.id,
        )
    )  # fmt: skip
