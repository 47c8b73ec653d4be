"""Printed forms of training: invitations with check-in codes, paper links, certificates."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from app.kernel import clock, public_urls
from app.kernel.i18n import vietnamese
from app.kernel.printing import pdf
from app.kernel.printing.pdf import qr_svg
from app.organisation.models import Unit, UnitKind
from app.training.models.classes import Attendance, TrainingClass
from app.training.models.results import Certificate
from app.training.rules.exam_papers import in_groups

PRINT = Path(__file__).with_name("print")


def invitations(training_class: TrainingClass, people: Iterable[Attendance]) -> bytes:
    """The list of people with a seat, with a check-in code for each, A4."""
    data = {
        **_head(training_class),
        "rows": [
            {
                "name": each.staff.full_name,
                "unit": each.staff.unit.name,
                "qr": qr_svg(public_urls.office_page(f"can-bo/diem-danh/{each.id}")),
            }
            for each in people
        ],
    }
    return pdf.render(PRINT / "invitations.typ", data, day=clock.today())


def papers(training_class: TrainingClass, secrets: Sequence[tuple[Attendance, str]]) -> bytes:
    """Slips to be cut apart, one a person, with the URL of the paper, A4."""
    data = {
        **_head(training_class),
        "address": public_urls.office_page("can-bo/bai-kiem-tra").partition("//")[2],
        "rows": [
            {
                "name": each.staff.full_name,
                "unit": each.staff.unit.name,
                "code": in_groups(secret),
                "qr": qr_svg(public_urls.office_page(f"can-bo/bai-kiem-tra/{secret}")),
            }
            for each, secret in secrets
        ],
    }
    return pdf.render(PRINT / "papers.typ", data, day=clock.today())


def certificates(issued: Sequence[Certificate]) -> bytes:
    """Certificates, A4 landscape, one a page (chứng nhận tập huấn)."""
    day = max((each.issued_on for each in issued), default=clock.today())
    return pdf.render(
        PRINT / "certificate.typ", {"pages": [_page(each) for each in issued]}, day=day
    )


def address_of(certificate: Certificate) -> str:
    return public_urls.page(f"chung-nhan/{certificate.code}")


def _page(each: Certificate) -> dict[str, Any]:
    return {
        "number": each.number,
        "name": each.full_name,
        "unit": _said(each.unit_name),
        "course": each.course_name,
        "role": str(each.role.label),
        "held_on": vietnamese.in_digits(each.held_on),
        "score": "" if each.score is None else str(each.score),
        "day": f"{each.issued_on:%d}",
        "month": f"{each.issued_on:%m}",
        "year": str(each.issued_on.year),
        "qr": qr_svg(address_of(each)),
        "address": address_of(each),
    }


def _said(unit: str) -> str:
    """A place as the office that it is: “huyện Đông Anh” is its people's committee."""
    is_place = unit.lower().startswith(
        ("xã ", "phường ", "thị trấn ", "huyện ", "quận ", "thị xã ")
    )
    return f"UBND {unit}" if is_place else unit


def _letterhead(unit: Unit) -> dict[str, Any]:
    """Who invites: a department below the city, or the committee of a district or commune."""
    if unit.kind in {UnitKind.CITY, UnitKind.DISTRICT, UnitKind.COMMUNE}:
        offices = [vietnamese.peoples_committee(unit.name)]
        signs = {"mark": "UBND", "capacity": "TM. ỦY BAN NHÂN DÂN"}
    else:
        offices = [vietnamese.peoples_committee("thành phố Hà Nội"), unit.name]
        signs = {"mark": "STTTT", "capacity": "THỦ TRƯỞNG CƠ QUAN"}
    in_the_city = unit.kind not in {UnitKind.DISTRICT, UnitKind.COMMUNE}
    return {
        "offices": offices,
        "place": "Hà Nội" if in_the_city else vietnamese.bare_name(unit.name),
        **signs,
    }


def _head(training_class: TrainingClass) -> dict[str, Any]:
    today = clock.today()
    return {
        "office": training_class.unit.name,
        "name": training_class.name,
        "course": training_class.course.name if training_class.course else "",
        **_letterhead(training_class.unit),
        "sittings": [
            {
                "day": vietnamese.in_digits(clock.local(each.begins).date()),
                "from": f"{clock.local(each.begins):%H:%M}",
                "to": f"{clock.local(each.ends):%H:%M}",
                "place": each.place,
                "trainer": each.trainer,
            }
            for each in training_class.sessions
        ],
        "day": f"{today:%d}",
        "month": f"{today:%m}",
        "year": str(today.year),
    }
