"""Personal numbers of registered children, imported from the police (số định danh của trẻ).

Numbers are never typed or generated: after an import, each birth without a number is matched with
the one child of the same parents, date and name, and the number is stored beside the entry, which
stays as it was signed (Luật Hộ tịch Đ16.2).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from sqlalchemy.dialects.postgresql import insert

from app.kernel import clock
from app.kernel.audit import change_log
from app.kernel.db import db, transaction
from app.kernel.jobs import queue
from app.registers import queries
from app.registers.models.entries import EntryNumber
from app.registers.queries import ChildMatch
from app.residents.models.residents import ResidentImport
from app.residents.rules.person_match import Known, Verdict, compare

UNTIL_AGE = 14
"""From this age on the number comes with an identity card (Luật Căn cước công dân 2014 Đ19)."""
BATCH = 500
TASK = "registers.complete_numbers"


@dataclass
class NumberMatchResult:
    """The result of one import: counts of births."""

    completed: int = 0
    left_open: int = 0
    """Births with several possible children, or whose child has several possible births."""
    taken: int = 0
    """Births whose only possible number belongs to another birth already."""
    to_look_at: int = 0
    """Births whose child is perhaps the one, and nobody else: an officer has to look."""
    chosen: list[ChildMatch] = field(default_factory=list)


def ask_for_numbers(import_id: UUID) -> None:
    """Enqueue the job after an import of the police. Bound to the hook of imports."""
    queue.defer(TASK, import_id=import_id, one_at_a_time=TASK)


@queue.task(TASK, whole=False)
def complete_numbers(import_id: str) -> None:
    """Job: complete the numbers and write the counts to the change log."""
    complete(UUID(import_id))


def complete(import_id: UUID) -> NumberMatchResult:
    """Give each birth its child's number where exactly one child and one birth match.

    Commits in batches; after a crash the same job, or the next import, does the rest.
    """
    with transaction():
        today = clock.today()
        since = today.replace(year=today.year - UNTIL_AGE, day=1)
        outcome = choose(queries.children_of_births(since))
    for n in range(0, len(outcome.chosen), BATCH):
        with transaction():
            outcome.completed += _keep(outcome.chosen[n : n + BATCH])
    outcome.taken += len(outcome.chosen) - outcome.completed
    if outcome.completed or outcome.left_open or outcome.taken or outcome.to_look_at:
        with transaction():
            _tell(import_id, outcome)
    return outcome


def judge(found: ChildMatch) -> Verdict:
    """Whether the child is the registered one, by name, sex and parents."""
    born = found.born
    registered = Known(
        found.said_name, born, mother=found.said_mother, father=found.said_father,
        sex=found.said_sex,
    )  # fmt: skip
    child = Known(found.name, born, mother=found.mother, father=found.father, sex=found.sex)
    return compare(registered, child).verdict


def choose(found: Iterable[ChildMatch]) -> NumberMatchResult:
    """Matches of exactly one child and one birth; exactly equal names go first."""
    judged = [(said, pair) for pair in found if (said := judge(pair)) is not Verdict.DIFFERENT]
    pairs = [pair for said, pair in judged if said is Verdict.SAME]
    outcome = NumberMatchResult()
    births = {pair.entry_id for pair in pairs}
    pairs = [pair for pair in pairs if not pair.taken]
    outcome.taken = len(births - {pair.entry_id for pair in pairs})
    spoken_for = {key for pair in pairs if pair.is_exact for key in pair.both}
    pairs = [pair for pair in pairs if pair.is_exact or spoken_for.isdisjoint(pair.both)]
    times = Counter(key for pair in pairs for key in pair.both)
    outcome.chosen = [pair for pair in pairs if all(times[key] == 1 for key in pair.both)]
    outcome.left_open = len({pair.entry_id for pair in pairs}) - len(outcome.chosen)
    settled = {key for pair in pairs for key in pair.both} | births
    doubtful = (pair for said, pair in judged if said is Verdict.LOOK and not pair.taken)
    outcome.to_look_at = len({pair.entry_id for pair in doubtful if settled.isdisjoint(pair.both)})
    return outcome


def _keep(chosen: Sequence[ChildMatch]) -> int:
    """Store the numbers; returns how many: another birth may have taken one meanwhile."""
    now = clock.now()
    rows = [
        {
            "id": uuid4(),
            "entry_id": each.entry_id,
            "number": each.number,
            "import_id": each.import_id,
            "source": each.source,
            "as_of": each.as_of,
            "at": now,
        }
        for each in chosen
    ]
    kept = insert(EntryNumber).values(rows).on_conflict_do_nothing()
    return len(db.session.scalars(kept.returning(EntryNumber.entry_id)).all())


def _tell(import_id: UUID, outcome: NumberMatchResult) -> None:
    counts = {
        "completed": outcome.completed,
        "left_open": outcome.left_open,
        "taken": outcome.taken,
        "to_look_at": outcome.to_look_at,
    }
    told = [f"{what}={count}" for what, count in counts.items()]
    change_log.numbered(ResidentImport.__tablename__, import_id, told)
