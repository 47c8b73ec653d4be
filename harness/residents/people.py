"""Any number of invented people, always the same ones, in the format of the police's file.

Nobody is real: names are combined at random from a fixed seed, numbers are counted. Each four live
together; the third and fourth are children of the first two.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from app.residents.rules import file_layout
from harness.stage.factories.staff_lists import SURNAMES

SEED = 198
KEYS = tuple(key for key in file_layout.COLUMNS if key != "decoy")
MIDDLE = {"Nam": ("Văn", "Đức", "Hữu", "Xuân"), "Nữ": ("Thị", "Thị Thu", "Thanh", "Thị Bích")}
GIVEN = {"Nam": ("An", "Bình", "Dũng", "Hải", "Sơn"), "Nữ": ("Chi", "Hà", "Hương", "Lan", "Yến")}
PLACES = (
    ("00493", "xã Kim Chung, huyện Đông Anh, Hà Nội"),
    ("09853", "xã Kim Chung, huyện Hoài Đức, Hà Nội"),
    ("00454", "thị trấn Đông Anh, huyện Đông Anh, Hà Nội"),
    ("00457", "xã Xuân Nộn, huyện Đông Anh, Hà Nội"),
)
HOUSEHOLD = 4

Person = dict[str, str]


def people(count: int, first: int = 0) -> Iterator[Person]:
    """This many invented people, beginning with the ``first``."""
    for at in range(first, first + count, HOUSEHOLD):
        household = _household(at // HOUSEHOLD)
        yield from household[: min(HOUSEHOLD, first + count - at)]


def write_file(path: Path, rows: Iterator[Person]) -> None:
    """The people as a file of the police."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([file_layout.COLUMNS[key][0] for key in KEYS])
        writer.writerows([[person.get(key, "") for key in KEYS] for person in rows])


def _household(n: int) -> Sequence[Person]:
    chance = random.Random(SEED * 1_000_003 + n)  # invented people, no secret
    code, place = chance.choice(PLACES)
    home = f"số {chance.randint(1, 400)} thôn {chance.randint(1, 12)}, {place}"
    husband = _adult(chance, n, 0)
    wife = _adult(chance, n, 1)
    children = [_child(chance, n, at, husband, wife) for at in (2, 3)]
    husband["relation"], wife["relation"] = "Chủ hộ", "Vợ"
    for one, other in ((husband, wife), (wife, husband)):
        one |= {"marital": "Đã kết hôn", **_of("spouse", other)}
    shared = {
        "birth_place": place,
        "origin": place,
        "ethnicity": "Kinh",
        "religion": "Không",
        "nationality": "Việt Nam",
        "residence_place": code,
        "residence": home,
        "dwelling_place": code,
        "dwelling": home,
        "household_code": f"HN{n:08d}",
        "household_book": f"12{n:07d}",
        "household_address": home,
        "head_name": husband["name"],
        "head_number": husband["number"],
    }
    return [person | shared for person in (husband, wife, *children)]


def _adult(chance: random.Random, n: int, at: int) -> Person:
    sex, family = ("Nam", "Nữ")[at], chance.choice(SURNAMES)
    return {
        **_self(chance, n * HOUSEHOLD + at, chance.randint(1945, 1995), family, sex),
        "old_number": f"{(n * 2 + at) % 1_000_000_000:09d}",
    }


def _child(chance: random.Random, n: int, at: int, father: Person, mother: Person) -> Person:
    family, sex = father["name"].split()[0], chance.choice(("Nam", "Nữ"))
    return {
        **_self(chance, n * HOUSEHOLD + at, chance.randint(1996, 2015), family, sex),
        "marital": "Độc thân",
        "relation": "Con",
        **_of("father", father),
        **_of("mother", mother),
    }


def _self(chance: random.Random, n: int, year: int, family: str, sex: str) -> Person:
    """The number fits sex and year of birth, and is another for each ``n``."""
    century = (year // 100 - 19) * 2 + (sex == "Nữ")
    return {
        "number": f"{1 + n // 1_000_000:03d}{century}{year % 100:02d}{n % 1_000_000:06d}",
        "name": f"{family} {chance.choice(MIDDLE[sex])} {chance.choice(GIVEN[sex])}",
        "born": f"{chance.randint(1, 28):02d}/{chance.randint(1, 12):02d}/{year}",
        "sex": sex,
    }


def _of(who: str, person: Person) -> Person:
    return {
        f"{who}_name": person["name"],
        f"{who}_number": person["number"],
        f"{who}_nationality": "Việt Nam",
    }
