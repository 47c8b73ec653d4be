"""What makes the service known: posters, leaflets, a text to be read out (áp phích, tờ rơi, bài
phát thanh).

They are Vietnamese prints for citizens; their texts are in the templates.
"""

import json
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from app.kernel import clock, public_urls
from app.kernel.i18n import vietnamese
from app.kernel.i18n.formatting import capitalize_first, phone
from app.kernel.printing import pdf
from app.organisation import queries as organisation
from app.organisation.models import Unit
from app.procedures import queries as procedures
from app.rollout.queries import outreach

PRINT = Path(__file__).with_name("print")
POINTS_SHOWN = 3
"""Maximum of assisted points on a poster that is legible from a distance."""


TIME = "Không quá 20 ngày làm việc kể từ khi đủ hồ sơ"
FEE = (
    "Không thu: khai sinh trong 60 ngày, thẻ BHYT. Thường trú, khai sinh quá hạn: theo mức của "
    "Thành phố; có diện được miễn."
)
"""Limit and fees of the linked procedure (TTLT 05/2015; Luật Hộ tịch Đ11), without an amount: the
city's resolution sets those."""


class Size(StrEnum):
    """Paper size of a poster (khổ giấy)."""

    A4 = "a4"
    A3 = "a3"


class Kind(StrEnum):
    """Prints other than posters, by the name of their template."""

    LEAFLET = "leaflet"
    BROADCAST = "broadcast"


def short_address(commune: Unit) -> str:
    return public_urls.page(f"x/{commune.code}")


def printed(communes: Sequence[Unit], size: Size, hotline: str = "") -> bytes:
    """The PDF of the posters of these communes, one a page, with few statements for all of them."""
    return _drawn("poster", size, json.dumps(_pages(communes, hotline)), clock.today())


def handed_out(commune: Unit, kind: Kind, hotline: str = "") -> bytes:
    """The leaflet of a commune, or what its loudspeakers read out."""
    return _drawn(kind, Size.A4, json.dumps(_pages([commune], hotline)), clock.today())


def _pages(communes: Sequence[Unit], hotline: str) -> list[dict[str, Any]]:
    today, keys = clock.today(), [each.id for each in communes]
    first_days = organisation.first_days(keys, today)
    offered = procedures.names_besides_births(keys, today)
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
                "hotline": hotline,
                "time": TIME,
                "fee": FEE,
                "from": vietnamese.in_digits(first_day) if first_day and first_day > today else "",
                "procedures": offered.get(commune.id, []),
                "url": address,
                "shown": address.partition("://")[2],
                "points": helped.get(commune.id, [])[:POINTS_SHOWN],
            }
        )
    return pages


@lru_cache(maxsize=8)
def _drawn(template: str, size: Size, pages: str, today: date) -> bytes:
    """Drawn once: whoever prints the posters of a district looks at them first."""
    drawn = [{**page, "qr": pdf.qr_svg(page["url"])} for page in json.loads(pages)]
    return pdf.render(PRINT / f"{template}.typ", {"size": size, "pages": drawn}, day=today)
