"""Posters of communes: procedures, three steps, a QR code (áp phích, tờ rơi).

A poster is a Vietnamese print for citizens; its texts are in the template.
"""

import json
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from app.kernel import clock, public_urls
from app.kernel.i18n import vietnamese
from app.kernel.i18n.formatting import capitalize_first, phone
from app.kernel.printing import pdf
from app.organisation import queries as organisation
from app.organisation.models import Unit
from app.rollout.queries import outreach

PRINT = Path(__file__).with_name("print")
POINTS_SHOWN = 3
"""Maximum of assisted points on a poster that is legible from a distance."""


class Size(StrEnum):
    """Paper size (khổ giấy)."""

    A4 = "a4"
    A3 = "a3"


def short_address(commune: Unit) -> str:
    return public_urls.page(f"x/{commune.code}")


def printed(communes: Sequence[Unit], size: Size) -> bytes:
    """The PDF of the posters of these communes, one a page: two statements for all of them."""
    today, keys = clock.today(), [each.id for each in communes]
    first_days = organisation.first_days(keys, today)
    helped: dict[int, list[dict[str, str]]] = {}
    for point in outreach.points(keys):
        said = {"name": point.name, "place": point.place, "hours": point.hours}
        helped.setdefault(point.unit_id, []).append(said)
    pages = []
    for commune in communes:
        first_day, address = first_days.get(commune.id), short_address(commune)
        pages.append(
            {
                "commune": commune.name,
                "Commune": capitalize_first(commune.name),
                "district": commune.district.name if commune.district else "",
                "address": commune.address or "",
                "hours": commune.hours or "",
                "phone": phone(commune.phone) if commune.phone else "",
                "from": vietnamese.in_digits(first_day) if first_day and first_day > today else "",
                "url": address,
                "shown": address.partition("://")[2],
                "points": helped.get(commune.id, [])[:POINTS_SHOWN],
            }
        )
    return _drawn(size, json.dumps(pages), today)


@lru_cache(maxsize=8)
def _drawn(size: Size, pages: str, today: date) -> bytes:
    """Drawn once: whoever prints the posters of a district looks at them first."""
    drawn = [{**page, "qr": pdf.qr_svg(page["url"])} for page in json.loads(pages)]
    return pdf.render(PRINT / "poster.typ", {"size": size, "pages": drawn}, day=today)
