"""Readiness in a story: what a commune lacks, resolved page by page until it may open."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import Range

from app.accounts import queries as accounts
from app.accounts.models.staff import AppUser, Posting, Staff
from app.accounts.roles import Role
from app.dossiers.models.dossier import Dossier
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import db, transaction
from app.notifications.models.outbox import Message
from app.notifications.vocabulary import MessageKind
from app.organisation import queries as organisation
from app.organisation.models import Unit, UnitKind
from app.procedures.rules.procedure_finder import LINKED_A
from app.rollout.models.outreach import AssistedPoint, Duty, PlaceKind, PublicNotice
from app.rollout.models.readiness import Party, SiteCheck, SiteCheckKind
from demo import scenario_player
from demo.people import Town
from demo.scenario_player import Tale
from harness.stage.factories.dossiers import SERVER_KEY
from harness.stage.factories.files import stored
from harness.stage.person import Person
from tests.e2e.training_class import choose

READY, SPACE = "/can-bo/san-sang", "/can-bo/tap-duot/"
DEEDS = ("accept", "visit", "prepare", "propose", "sign", "list", "send", "receive", "answer",
         "collect", "give")  # fmt: skip


def read_the_site(officer: Person, commune: Unit) -> None:
    """Record the line by its page, the other conditions behind it."""
    officer.open(f"/can-bo/dieu-kien/add?_flt_0_unit={commune.id}")
    officer.fill("kind", str(SiteCheckKind.WAN))
    officer.page.locator("[name=met]").check()
    officer.fill("amount", "20")
    officer.fill("proof", "BB 17/2016")
    choose(officer, "party", "Viễn thông Hà Nội")
    officer.fill("checked_on", clock.today().isoformat())
    officer.press("main form button[type=submit]")
    with transaction():
        by = accounts.staff_of("cntt.unghoa")
        party = db.session.scalars(select(Party)).first()
        assert party is not None
        db.session.add_all(
            SiteCheck(
                unit=commune, kind=kind, met=True, amount=1, proof="BB 17/2016", party=party,
                checked_on=clock.today(), at=clock.now(), by_id=by.id,
            )
            for kind in SiteCheckKind
            if kind is not SiteCheckKind.WAN
        )  # fmt: skip


def rehearse(receiver: Person, commune: Unit, actors: dict[str, Actor]) -> None:
    """Created in the practice space by its officer, taken through the agencies behind it."""
    receiver.open(SPACE)
    receiver.press("main button[name=vao]")
    receiver.press("main form[action$='/tao'] button")
    assert receiver.path.startswith("/can-bo/mot-cua/ho-so/")
    with transaction():
        dossier = db.session.get_one(Dossier, UUID(receiver.path.rsplit("/", 1)[1]))
        assert dossier.is_rehearsal
        town = Town(commune, actors)
        tale = Tale(
            901, town, LINKED_A, (), SERVER_KEY, clock.today(), 901, True, dossier_id=dossier.id
        )
        for word in DEEDS:
            scenario_player._DEEDS[word](tale, "")
    receiver.open(SPACE)
    receiver.press("main form[action$='/chuyen'] button")


def hear(officer: Person, commune: Unit) -> None:
    """Send a code to the officer's own phone and type it back."""
    officer.open(f"{READY}/xa/{commune.id}/tin-nhan")
    officer.press("main form[action$='/tin-nhan/gui'] button")
    message = db.session.scalars(
        select(Message)
        .where(Message.template == MessageKind.OFFICE_CHECK)
        .order_by(Message.created.desc())
    ).first()
    assert message is not None
    officer.page.locator("[name=number]").fill(str(message.facts["number"]))
    db.session.rollback()
    officer.press(".mc-formbar button[type=submit]")


def post_notice(officer: Person, commune: Unit, photo: Path) -> None:
    """A photo of the notice board in the one-stop office, taken with the phone."""
    officer.page.set_viewport_size({"width": 375, "height": 800})
    officer.open("/can-bo/niem-yet/add")
    officer.fill("kind", "one_stop")
    officer.fill("place", f"Bộ phận một cửa, UBND {commune.name}")
    officer.fill("posted_on", clock.today().isoformat())
    officer.page.locator("input[type=file]").set_input_files(photo)
    officer.press("main form button[type=submit]")
    officer.page.set_viewport_size({"width": 1280, "height": 900})
    with transaction():
        receiver = _first(commune, Role.COMMUNE_RECEPTION)
        for place in (PlaceKind.RESIDENTIAL, PlaceKind.COMMUNITY, PlaceKind.CULTURAL):
            a_posting_by(receiver, commune, place)


def a_posting_by(actor: Actor, commune: Unit, kind: PlaceKind) -> None:
    """A notice in another place, without a page."""
    kept = stored()
    db.session.add(
        PublicNotice(
            unit=commune, kind=kind, place="Bảng tin", posted_on=clock.today(), at=clock.now(),
            by_id=actor.staff_id, storage_key=kept.key, sha256=kept.sha256, size=kept.size,
            mime=kept.mime,
        )
    )  # fmt: skip


def help_citizens(officer: Person, commune: Unit) -> None:
    """A computer for citizens at the desk, by its page; the roster behind it."""
    officer.open(f"/can-bo/diem-ho-tro/add?_flt_0_unit={commune.id}")
    officer.fill("name", "Bộ phận một cửa")
    officer.fill("place", f"Trụ sở UBND {commune.name}")
    officer.fill("hours", "Giờ làm việc")
    officer.fill("computers", "1")
    officer.press("main form button[type=submit]")
    with transaction():
        point = db.session.scalars(
            select(AssistedPoint).where(AssistedPoint.unit_id == commune.id)
        ).one()
        receiver = _first(commune, Role.COMMUNE_RECEPTION).staff_id
        morning = Range(clock.at(clock.today(), 8), clock.at(clock.today(), 11))
        db.session.add(Duty(point=point, staff_id=receiver, during=morning))


def come_in_too(commune: Unit) -> None:
    """The commune's other people have signed in as well, and those of its agencies."""
    kinds = (UnitKind.POLICE, UnitKind.INSURANCE)
    units = [commune.id, *(organisation.agency_of(commune.district_id, kind).id for kind in kinds)]
    theirs = select(Staff.user_id).where(Staff.unit_id.in_(units))
    with transaction():
        db.session.execute(
            update(AppUser)
            .where(AppUser.id.in_(theirs), AppUser.last_login.is_(None))
            .values(last_login=clock.real_now().replace(tzinfo=None))
        )


def actors_of(commune: Unit) -> dict[str, Actor]:
    """The users who work on its dossiers, by the demonstration's name of the posting."""
    words = {
        "chutich": Role.COMMUNE_LEADER,
        "motcua": Role.COMMUNE_RECEPTION,
        "tuphap": Role.COMMUNE_JUSTICE,
        "laodong": Role.COMMUNE_LABOUR,
    }
    found = {word: _first(commune, role) for word, role in words.items()}
    agencies = {"congan": Role.POLICE, "bhxh": Role.INSURANCE}
    for word, role in agencies.items():
        found[word] = _first(organisation.agency_of(commune.district_id, UnitKind(role)), role)
    return found


def _first(commune: Unit, role: Role) -> Actor:
    staff_id = db.session.scalars(
        select(Posting.staff_id)
        .where(Posting.unit_id == commune.id, Posting.role == role)
        .order_by(Posting.id)
    ).first()
    assert staff_id is not None
    return accounts.actor_of(staff_id, clock.today())


def decide(leader: Person, commune: Unit) -> None:
    """Go, signed on a phone by the commune's leader."""
    leader.open(f"{READY}/xa/{commune.id}/quyet-dinh")
    leader.fill("verdict", "go")
    leader.press(".mc-formbar button[type=submit]")
    leader.sees("Đồng ý")


def shut(city: Person, commune: Unit) -> None:
    """Close the public form from today on, with a reason."""
    city.open(f"{READY}/xa/{commune.id}/dong")
    city.page.locator("[name=reason]").fill("Chờ đủ điều kiện theo Kế hoạch 198.")
    city.press(".mc-formbar button[type=submit]")


def open_again(city: Person, commune: Unit) -> None:
    """Accept dossiers from today on."""
    city.open(f"{READY}/xa/{commune.id}/mo")
    city.press(".mc-formbar button[type=submit]")
