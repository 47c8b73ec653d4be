"""Demo officers who can sign in: two districts and four communes, staffed in every role.

All names have the middle name “Mẫu” (sample), so that nobody takes them for real people.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, timedelta
from typing import NamedTuple
from uuid import uuid4

from sqlalchemy import select

from app.accounts import queries
from app.accounts.models.staff import AppUser, Posting, Staff
from app.accounts.operations import account_links
from app.accounts.operations import accounts as accounts_operations
from app.accounts.operations import staff as accounts_staff
from app.accounts.roles import Role
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import db
from app.kernel.demonstration import PASSWORD
from app.kernel.security.tokens import new_token
from app.kernel.text.folding import fold
from app.organisation import queries as organisation
from app.organisation.models import Unit, UnitKind
from app.organisation.rules import AT_GO_LIVE, GO_LIVE
from app.procedures import queries as procedures
from app.procedures.operations import openings
from app.rollout.rules.plan import PHASES

COMMUNES = ("00493", "00508", "09694", "09697")
"""Kim Chung and Hải Bối of Đông Anh, Tản Lĩnh and Ba Trại of Ba Vì."""
TRYING_ALL = ("00493", "09697")
"""Kim Chung and Ba Trại accept every procedure, so that each can be tried."""
DISTRICTS = ("017", "271")
NOT_YET_IN = frozenset(
    {"phochutich.haiboi", "tuphap2.haiboi", "phochutich.batrai", "vanphong.bavi"}
)
"""Users without a first sign-in; all others signed in yesterday."""
BEGINNING = "281"
"""Ứng Hòa, of the second phase, has only its own staff so far; its IT officer can sign in."""
SHARING = "00508"
"""Hải Bối has two justice officers, who share their dossiers, and a second deputy chairman."""


class DemoPosting(NamedTuple):
    """A demo posting before it is assigned to a person."""

    role: Role
    word: str
    title: str


OF_COMMUNE = (
    DemoPosting(Role.COMMUNE_LEADER, "chutich", "Chủ tịch"),
    DemoPosting(Role.COMMUNE_LEADER, "phochutich", "KT. Chủ tịch – Phó Chủ tịch"),
    DemoPosting(Role.COMMUNE_RECEPTION, "motcua", "Công chức bộ phận một cửa"),
    DemoPosting(Role.COMMUNE_JUSTICE, "tuphap", "Công chức tư pháp – hộ tịch"),
    DemoPosting(Role.COMMUNE_LABOUR, "laodong", "Công chức lao động – thương binh và xã hội"),
)
ONE_OF_EACH = (OF_COMMUNE[0], *OF_COMMUNE[2:])
"""One person for each role that a commune needs."""
SECOND_ADMIN = DemoPosting(Role.CITY_ADMIN, "quantri2", "Quản trị hệ thống")
SECOND_OFFICER = DemoPosting(Role.COMMUNE_JUSTICE, "tuphap2", "Công chức tư pháp – hộ tịch")
DEPUTY_CHAIRMAN = DemoPosting(Role.COMMUNE_LABOUR, "phochutich2", "Phó Chủ tịch")
"""Of the same commune; stands in for the chairman on some days."""
DISTRICT_IT = DemoPosting(Role.DISTRICT_IT, "cntt", "Chuyên trách công nghệ thông tin")
OF_DISTRICT = (
    DemoPosting(Role.DISTRICT_LEADER, "lanhdao", "Phó Chủ tịch"),
    DemoPosting(Role.DISTRICT_OFFICE, "vanphong", "Chuyên viên văn phòng"),
    DemoPosting(Role.DISTRICT_JUSTICE, "phongtuphap", "Chuyên viên Phòng Tư pháp"),
    DISTRICT_IT,
    DemoPosting(Role.POLICE, "congan", "Cán bộ đăng ký, quản lý cư trú"),
    DemoPosting(Role.INSURANCE, "bhxh", "Cán bộ cấp sổ, thẻ"),
)
OF_CITY = (
    DemoPosting(Role.CITY_ADMIN, "quantri", "Quản trị hệ thống"),
    DemoPosting(Role.CITY_JUSTICE, "sotuphap", "Chuyên viên phòng hành chính tư pháp"),
)
AGENCIES = {
    Role.DISTRICT_JUSTICE: UnitKind.JUSTICE,
    Role.POLICE: UnitKind.POLICE,
    Role.INSURANCE: UnitKind.INSURANCE,
}
DEPARTMENTS = {Role.CITY_ADMIN: "Thông tin", Role.CITY_JUSTICE: "Tư pháp"}

FAMILIES = ("Nguyễn", "Phùng", "Đỗ", "Chu", "Hoàng", "Lê", "Đặng", "Phan", "Vũ", "Trịnh", "Tạ")
GIVEN = ("Lan", "Quân", "Hạnh", "Dũng", "Thảo", "Kiên", "Mai", "Sơn", "Yến", "Tuấn", "Hòa", "Bình",
         "Ngân")  # fmt: skip


class DemoPerson(NamedTuple):
    """An invented person."""

    full_name: str
    phone: str
    id_number: str


class Seated(NamedTuple):
    """A person with a planned posting: listed and trained first, then posted with an account."""

    seat: DemoPosting
    unit: Unit
    username: str | None
    """None for people of other communes, whom nobody can sign in as."""
    staff: Staff

    @property
    def phase(self) -> int:
        """The phase of the plan; the city's own people are there from the first."""
        return (self.unit.district and self.unit.district.phase) or 1


@dataclass
class Town:
    """A demo commune and the actors who process its dossiers."""

    commune: Unit
    actors: dict[str, Actor] = field(default_factory=dict)
    """By posting key; ``congan`` and ``bhxh`` are those of the district."""


class Account(NamedTuple):
    """The printed fields of one account."""

    username: str
    password: str
    role: str
    unit: str
    name: str


def seat() -> list[Seated]:
    """Assign a person to every posting; nobody has a role or an account yet."""
    return [
        Seated(seat, unit, username, somebody(n, unit))
        for n, (seat, unit, username) in enumerate(_seats())
    ]


def invented(n: int) -> DemoPerson:
    """The n-th demo person: a unique phone and identity number, and one of 143 names."""
    name = f"{FAMILIES[n % len(FAMILIES)]} Mẫu {GIVEN[n % len(GIVEN)]}"
    return DemoPerson(name, f"09001{n:05d}", f"0010{70 + n % 20}7{n:05d}")


def of(staff: Staff) -> DemoPerson:
    return DemoPerson(staff.full_name, str(staff.phone), str(staff.id_number))


def somebody(n: int, unit: Unit) -> Staff:
    person = invented(n)
    return accounts_staff.create_staff(
        person.full_name, unit, phone=person.phone, id_number=person.id_number
    )


def hire(seated: Sequence[Seated]) -> list[Posting]:
    """Post everybody and open their accounts, with the known password for those with a name.

    New people hold no other posting, so the hundreds of others are written in bulk.
    """
    came_in = (clock.real_now() - timedelta(hours=20)).astimezone(UTC).replace(tzinfo=None)
    unknown, taken = new_token(), set()
    chosen: defaultdict[str, list[AppUser]] = defaultdict(list)
    for each in seated:
        if each.username:
            accounts_operations.open_account(each.staff, username=each.username)
            taken.add(each.username)
    accounts_operations.open_accounts([each.staff for each in seated if not each.username], taken)
    for each in seated:
        user = accounts_operations.account_of(each.staff)
        user.last_login = None if each.username in NOT_YET_IN else came_in
        chosen[PASSWORD if each.username else unknown].append(user)
    for password, users in chosen.items():
        accounts_operations.set_passwords(users, password)
    postings = [
        Posting(
            id=uuid4(), staff=each.staff, unit=each.unit, role=each.seat.role,
            title=each.seat.title, during=accounts_staff.period(PHASES[each.phase].accounts_from),
        )
        for each in seated
    ]  # fmt: skip
    db.session.add_all(postings)
    return postings


def give_links(day: date) -> None:
    """Give links to users who have not been in; the heads of their units have the slips."""
    for username in sorted(NOT_YET_IN):
        staff = queries.staff_of(username)
        giver = queries.staff_of(f"cntt.{_word(staff.unit.district or staff.unit)}")
        account_links.start_reset(staff, by=queries.actor_of(giver.id, day))


def open_every_procedure() -> None:
    """Open more procedures in some communes than the default ones."""
    codes = [each.code for each in procedures.offered() if each.code not in AT_GO_LIVE]
    units = [commune_of(code).id for code in TRYING_ALL]
    openings.open_from(codes, units, GO_LIVE[1], reason="Chạy thử mọi thủ tục")


def are_hired() -> bool:
    """Whether the demo data has been loaded before."""
    return queries.is_username_taken("quantri")


def accounts() -> list[Account]:
    """The accounts as the launcher prints them: the city first, then lower levels."""
    names = [username for _seat, _unit, username in _seats()]
    found = {
        str(user.username): Account(str(user.username), PASSWORD, str(role), unit, name)
        for user, role, unit, name in db.session.execute(
            select(AppUser, Posting.role, Unit.name, Staff.full_name)
            .join(Staff, Staff.user_id == AppUser.id)
            .join(Posting, Posting.staff_id == Staff.id)
            .join(Unit, Unit.id == Posting.unit_id)
            .where(AppUser.username.in_(names), Posting.stands_for_id.is_(None))
        )
    }
    return [  # a demonstration of an earlier version lacks people of this one
        found[name]._replace(role=str(Role(found[name].role).label))
        for name in names
        if name in found
    ]


def town_of(code: str, day: date) -> Town:
    commune = commune_of(code)
    town, district = Town(commune), _word(commune.district or commune)
    places = [(seat.word, _word(commune)) for seat in OF_COMMUNE]
    for seat, place in (*places, ("congan", district), ("bhxh", district)):
        staff = queries.staff_of(f"{seat}.{place}")
        town.actors[seat] = queries.actor_of(staff.id, day)
    return town


def _seats() -> Iterator[tuple[DemoPosting, Unit, str]]:
    for seat in OF_CITY:
        yield seat, department_of(seat), seat.word
    for code in DISTRICTS:
        district = district_of(code)
        for seat, unit in seats_of(district):
            yield seat, unit, f"{seat.word}.{_word(district)}"
    for code in COMMUNES:
        commune = commune_of(code)
        for seat in OF_COMMUNE:
            yield seat, commune, f"{seat.word}.{_word(commune)}"
    commune = commune_of(SHARING)
    for seat in (SECOND_OFFICER, DEPUTY_CHAIRMAN):
        yield seat, commune, f"{seat.word}.{_word(commune)}"
    yield SECOND_ADMIN, department_of(SECOND_ADMIN), SECOND_ADMIN.word
    district = district_of(BEGINNING)
    yield DISTRICT_IT, district, f"{DISTRICT_IT.word}.{_word(district)}"


def seats_of(district: Unit) -> Iterator[tuple[DemoPosting, Unit]]:
    """The postings of a district itself, three of them in its agencies."""
    for seat in OF_DISTRICT:
        agency = AGENCIES.get(seat.role)
        yield seat, organisation.agency_of(district.id, agency) if agency else district


def department_of(seat: DemoPosting) -> Unit:
    named = Unit.name.contains(DEPARTMENTS[seat.role])
    return db.session.scalars(select(Unit).where(Unit.kind == UnitKind.DEPARTMENT, named)).one()


def district_of(code: str) -> Unit:
    return db.session.scalars(
        organisation.select_units(UnitKind.DISTRICT).where(Unit.code == code)
    ).one()


def commune_of(code: str) -> Unit:
    """The commune with this code.

    Raises:
        LookupError: there is none.
    """
    found = organisation.commune_by_code(code)
    if found is None:
        raise LookupError(code)
    return found


def _word(unit: Unit) -> str:
    """The bare name in one word without diacritics: ``kimchung``."""
    return "".join(fold(unit.name).split()[1:])
