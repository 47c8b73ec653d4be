"""Plays the demo scenarios in chronological order with the real dossier operations."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID

from sqlalchemy import exists, select

from app.dossiers import rules
from app.dossiers.models.dossier import Dossier, Event
from app.dossiers.operations import commune_transfers, submission, supplements, transitions, visits
from app.dossiers.operations.supplements import Answer
from app.dossiers.operations.visits import Visit
from app.dossiers.rules import APPLICANT, StepActor, sample_answers
from app.dossiers.rules.supplements import Asking, How, SupplementSubject, open_items
from app.dossiers.workflow import Action
from app.handoffs import rules as leg_rules
from app.handoffs.models import Leg
from app.handoffs.operations import answers
from app.handoffs.operations import transitions as leg_steps
from app.handoffs.queries import packets
from app.handoffs.workflow import LegAction
from app.kernel import clock
from app.kernel.db import db, transaction
from app.kernel.deadlines.calendar import Calendar
from app.organisation import queries as organisation
from app.procedures import queries as procedures
from app.procedures.answers.validation import clean_answers, validate_answers
from app.procedures.models.vocabulary import LegKind, Must
from app.procedures.rules.papers_and_fees import papers_for
from demo import complaints, corrections, deliveries, paper_books, people
from demo.people import COMMUNES, Town, town_of
from demo.pictures import stored_picture
from demo.scenarios import PLOTS, Deed, told


class FaultyAnswers(Exception):
    """An invented family has answers that the procedure rejects."""


@dataclass
class Tale:
    """A demo dossier in progress."""

    n: int
    town: Town
    procedure: str
    deeds: tuple[Deed, ...]
    server_key: str
    visit_on: date
    """The first working day from today: the day of appointments “today”."""
    family: int
    """Index of the family; by default each scenario has its own."""
    is_rehearsal: bool = False
    dossier_id: UUID | None = field(default=None)

    @property
    def dossier(self) -> Dossier:
        """The dossier; exists from the first action on."""
        return db.session.get_one(Dossier, self.dossier_id)

    def officer(self, word: str) -> StepActor:
        return rules.officer(self.town.actors[word], self.town.commune.id)

    def legs(self, word: str) -> Iterator[Leg]:
        for leg in packets.of_dossier(self.dossier.id):
            if word in {"", leg.kind}:
                yield leg


@dataclass(frozen=True)
class Moment:
    """An action with its time."""

    at: datetime
    tale: Tale
    deed: Deed


HOURS: Mapping[str, tuple[int, int]] = {
    "ask": (9, 40), "accept": (8, 20), "supply": (20, 10), "refuse_intake": (10, 20),
    "propose_transfer": (11, 0),
    "withdraw": (18, 30), "stop": (15, 10), "visit": (9, 5), "prepare": (10, 0),
    "propose": (10, 30), "sign": (13, 40), "send_back": (13, 50), "refuse": (14, 0),
    "list": (14, 30), "send": (15, 20), "receive": (8, 30), "ask_completion": (10, 40),
    "resend": (14, 10), "answer": (15, 40), "refuse_leg": (16, 0), "collect": (9, 10),
    "note_refusal": (9, 40), "recall": (8, 10), "give": (14, 50), "give_back": (15, 0),
}  # fmt: skip
SUBMITTED_AT = ((9, 5), (14, 15), (20, 5))
"""Citizens file during office hours and after them."""


def tell(place: int, server_key: str) -> int:
    """Play the scenarios of one commune, all or none; returns its number of dossiers.

    A commune that has dossiers already is left unchanged.
    """
    with transaction():
        town = town_of(COMMUNES[place], clock.today())
        if db.session.scalar(select(exists().where(Dossier.commune_id == town.commune.id))):
            return 0
        calendar = organisation.calendar()
        moments = list(_moments(place, town, calendar, server_key))
        for moment in sorted(moments, key=lambda m: (m.at, m.tale.n)):
            with clock.frozen(moment.at):
                _DEEDS[moment.deed.word](moment.tale, moment.deed.leg)
        complaints.tell(town, _working_days(calendar))
        deliveries.settle(town.commune.id)
    return len({moment.tale.n for moment in moments})


def _moments(place: int, town: Town, calendar: Calendar, server_key: str) -> Iterator[Moment]:
    """Every action of every scenario; scenarios that would begin before the opening are skipped."""
    days, visit_on = _working_days(calendar), calendar.working_day_from(clock.today())
    tellings = [(plot, ends) for plot in PLOTS for ends in plot.ends]
    for n, (plot, ends) in enumerate(tellings, 1 + place * len(tellings)):
        deeds = tuple(told(plot, ends + (place % 2 if ends > 3 else 0)))
        procedure = plot.procedures[(n + 2 * place) % len(plot.procedures)]
        if plot.is_rehearsal or _is_open(town, procedure, days[deeds[0].age]):
            family = n - 1 if plot.again else n
            tale = Tale(
                n,
                town,
                procedure,
                deeds,
                server_key,
                visit_on,
                family,
                is_rehearsal=plot.is_rehearsal,
            )
            for deed in deeds:
                yield Moment(_at(days[deed.age], deed, n), tale, deed)


def _working_days(calendar: Calendar, most: int = 60) -> list[date]:
    day, found = clock.today(), [clock.today()]
    while len(found) <= most:
        day -= timedelta(days=1)
        if calendar.is_working_day(day):
            found.append(day)
    return found


def _is_open(town: Town, procedure: str, day: date) -> bool:
    return organisation.opening(town.commune.id, procedure, day) is not None


def _at(day: date, deed: Deed, n: int) -> datetime:
    hour, minute = SUBMITTED_AT[n % 3] if deed.word == "submit" else HOURS[deed.word]
    return clock.at(day, hour, minute) + timedelta(minutes=n * 7 % 20)


# ---- actions on the dossier ----------------------------------------------------------------------


def _submit(tale: Tale, _leg: str) -> None:
    version, commune = procedures.published(tale.procedure), tale.town.commune
    form = procedures.form(version)
    around = procedures.surroundings(commune)
    said = sample_answers.answers(tale.family, form, commune, clock.today())
    if tale.procedure == corrections.PROCEDURE:
        said |= corrections.answers(tale.town)
    answers = clean_answers(form, said, around)
    if wrong := validate_answers(form, answers, around):
        raise FaultyAnswers(f"{tale.procedure}, family {tale.n}: {wrong}")
    draft, _token = submission.start_draft(version, commune, is_rehearsal=tale.is_rehearsal)
    for section in form.pages(answers):
        submission.save_section(draft, section.key, answers, sound=True)
    for paper in papers_for(form, answers):
        if paper.must is Must.REQUIRED:
            stored, file_name = stored_picture(paper.key, paper.name)
            submission.attach(draft, paper.key, paper.name, stored, file_name)
    db.session.flush()  # the dossier takes over the papers of the draft
    tale.dossier_id = submission.submit(draft, server_key=tale.server_key).id


def _accept(tale: Tale, when: str) -> None:
    following = organisation.calendar().next_working_day(clock.today())
    day = tale.visit_on if when == "today" else following
    visit_at = clock.at(day, 9 + tale.n % 3)
    visits.accept(tale.dossier, by=tale.officer("motcua"), visit_at=visit_at)


def _ask(tale: Tale, _leg: str) -> None:
    photo = Asking(
        about=SupplementSubject.PAPER,
        key="birth_notification",
        wrong="Ảnh bị mờ ở phần ngày sinh",
        todo="Chụp lại giấy chứng sinh, đủ bốn góc.",
    )
    number = Asking(
        about=SupplementSubject.FIELD,
        key="marriage_number",
        wrong="Số ghi trong tờ khai không khớp với bản chụp",
        todo="Ghi lại số giấy chứng nhận kết hôn theo bản chính.",
    )
    asked = [photo, number] if tale.n % 2 else [photo]
    supplements.ask_supplement(tale.dossier, asked, by=tale.officer("motcua"))


def _propose_transfer(tale: Tale, _leg: str) -> None:
    """The family lives in the other demo commune of the district."""
    other = COMMUNES[COMMUNES.index(tale.town.commune.code) ^ 1]
    commune_transfers.propose(
        tale.dossier,
        people.commune_of(other),
        by=tale.officer("motcua"),
        reason="Cha mẹ đăng ký thường trú tại xã bên cạnh.",
    )


def _supply(tale: Tale, _leg: str) -> None:
    stored, file_name = stored_picture("birth_notification", "Giấy chứng sinh (chụp lại)")
    submission.attach(tale.dossier, "birth_notification", "Giấy chứng sinh", stored, file_name)
    lacking = {
        item.n: Answer(How.SAID, "Số trong tờ khai đúng với bản chính, tôi mang bản chính đến.")
        for item in open_items(tale.dossier)
    }
    supplements.answer_items(tale.dossier, lacking, by=APPLICANT)
    supplements.supply(tale.dossier, by=APPLICANT)


def _visit(tale: Tale, _leg: str) -> None:
    dossier = tale.dossier
    visit = Visit(
        originals=frozenset(rules.originals_to_see(dossier)),
        kept=frozenset(visits.may_be_kept(dossier)),
        fees=frozenset(fee.key for fee in dossier.fees),
        receipt_no=f"BL{tale.n:06d}",
        signed=True,
        people=frozenset(key for key, _name in rules.visits.the_two(dossier)),
    )
    visits.record_visit(dossier, visit, by=tale.officer("motcua"))


def _give(tale: Tale, _leg: str) -> None:
    both = [key for key, _name in rules.visits.spouses(tale.dossier)]
    _hand_over(tale, partial(visits.return_result, originals=both))


def _give_back(tale: Tale, _leg: str) -> None:
    _hand_over(tale, visits.give_back)


def _hand_over(tale: Tale, operation: Callable[..., Event]) -> None:
    operation(
        tale.dossier,
        by=tale.officer("motcua"),
        collected_by=tale.dossier.applicant_name,
        collected_with=f"CCCD {tale.dossier.applicant_id}",
    )


def _step(action: Action, seat: str, reason: str | None = None) -> Callable[[Tale, str], None]:
    def take(tale: Tale, _leg: str) -> None:
        by = APPLICANT if seat == "applicant" else tale.officer(_seat(seat, tale.n))
        transitions.advance(tale.dossier, action, by=by, reason=reason)

    return take


def _prepare(tale: Tale, _leg: str) -> None:
    by = tale.officer("tuphap")
    paper_books.copy_entry(tale.dossier, by=by)
    if tale.procedure == corrections.PROCEDURE:
        corrections.name_birth(tale.dossier, tale.town)
    transitions.advance(tale.dossier, Action.PREPARE, by=by)


def _seat(seat: str, n: int) -> str:
    """Every third signature is the deputy's."""
    return "phochutich" if seat == "chutich" and n % 3 == 0 else seat


# ---- actions on a leg ----------------------------------------------------------------------------


def _on_leg(action: LegAction, seat: str, reason: str | None = None) -> Callable[[Tale, str], None]:
    def take(tale: Tale, word: str) -> None:
        for leg in tale.legs(word):
            actor = tale.town.actors[_holder(leg) if seat == "holder" else seat]
            by = leg_rules.acting_on(actor, leg, labour_posted=True)
            leg_steps.advance(leg, action, by=by, reason=reason)

    return take


def _list(tale: Tale, _word: str) -> None:
    _on_leg(LegAction.CONFIRM_LIST, "laodong")(tale, LegKind.INSURANCE)


def _answer(tale: Tale, word: str) -> None:
    for leg in tale.legs(word):
        actor = tale.town.actors[_holder(leg)]
        by = leg_rules.acting_on(actor, leg, labour_posted=True)
        police = leg.kind is LegKind.POLICE
        key, name = ("household", "Sổ hộ khẩu") if police else ("card", "Thẻ bảo hiểm y tế")
        number = f"25{tale.n:07d}" if police else f"TE101{tale.n:010d}"
        stored, file_name = stored_picture(key, name)
        answers.answer(leg, by=by, number=number, files=((file_name, stored),))


def _holder(leg: Leg) -> str:
    return "congan" if leg.kind is LegKind.POLICE else "bhxh"


_DEEDS: Mapping[str, Callable[[Tale, str], None]] = {
    "submit": _submit,
    "accept": _accept,
    "ask": _ask,
    "propose_transfer": _propose_transfer,
    "supply": _supply,
    "visit": _visit,
    "give": _give,
    "give_back": _give_back,
    "refuse_intake": _step(
        Action.REFUSE_INTAKE, "motcua", "Cha mẹ không cư trú tại xã; ông/bà nộp tại nơi cư trú."
    ),
    "withdraw": _step(Action.WITHDRAW, "applicant", "Gia đình nộp tại quê ngoại."),
    "stop": _step(Action.STOP, "motcua", "Gia đình báo không có giấy chứng sinh, xin dừng hồ sơ."),
    "prepare": _prepare,
    "propose": _step(Action.PROPOSE, "tuphap"),
    "sign": _step(Action.SIGN, "chutich"),
    "send_back": _step(Action.SEND_BACK, "chutich", "Xem lại quê quán của trẻ."),
    "refuse": _step(Action.REFUSE, "chutich", "Trẻ đã được đăng ký khai sinh tại xã khác."),
    "list": _list,
    "send": _on_leg(LegAction.SEND, "tuphap"),
    "resend": _on_leg(LegAction.RESEND, "tuphap", "Đã bổ sung ý kiến của chủ hộ."),
    "recall": _on_leg(LegAction.RECALL, "tuphap", "Gia đình xin thôi nhập hộ khẩu."),
    "receive": _on_leg(LegAction.RECEIVE, "holder"),
    "ask_completion": _on_leg(
        LegAction.ASK_COMPLETION, "holder", "Thiếu chữ ký của chủ hộ trên phiếu HK02."
    ),
    "refuse_leg": _on_leg(
        LegAction.REFUSE, "holder", "Cha mẹ chưa đăng ký thường trú tại địa chỉ đã khai."
    ),
    "answer": _answer,
    "collect": _on_leg(LegAction.COLLECT, "motcua"),
    "note_refusal": _on_leg(LegAction.NOTE_REFUSAL, "tuphap"),
}
"""The action for each word of a script."""
