"""Scripts of the demo dossiers.

Scripts are written in days: ``0 submit|1 accept`` is filed on one day and accepted on the next
working day. A word after a colon names one leg; without it the step is taken on every leg. Each
plot is played once per commune for every number in ``ends``: the working days since it stopped. The
communes have been open for 17 working days: nothing but a rehearsal begins earlier.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from app.procedures.rules.procedure_finder import BIRTH, LINKED_A, LINKED_B
from demo import corrections

ANY = (LINKED_A, LINKED_A, LINKED_B, LINKED_A, BIRTH)
LINKED = (LINKED_A, LINKED_A, LINKED_B)
THREE = (LINKED_A,)
DEATH, MARRIAGE, MARITAL_STATUS = ("1.000656",), ("1.000894",), ("1.004873",)
GUARDIANSHIP, EXTRACT, CORRECTION = ("1.004837",), ("2.000635",), (corrections.PROCEDURE,)


@dataclass(frozen=True)
class Plot:
    """A scenario, played several times."""

    script: str
    ends: tuple[int, ...]
    procedures: tuple[str, ...] = ANY
    again: bool = False
    """Filed by the family of the preceding scenario: a repeated request."""
    is_rehearsal: bool = False
    """Played in the practice space; it need not be open yet."""


class Deed(NamedTuple):
    """One step: working days before the end, action, and leg."""

    age: int
    word: str
    leg: str


IN = "0 submit|1 accept|"
SIGNED = IN + "1 visit prepare propose sign list|"
SENT = IN + "1 visit prepare propose sign list send|"
GOOD = SENT + "1 receive|1 answer|1 collect"

PLOTS: tuple[Plot, ...] = (
    Plot(GOOD + "|1 give", (2, 3, 4, 5, 6, 7, 8, 9, 10)),
    Plot("0 submit|1 ask|1 supply|1 accept|1 visit prepare propose sign list send|1 receive|"
         "1 answer|1 collect|2 give", (4, 7)),
    Plot(SENT + "1 receive|1 answer:insurance refuse_leg:police|1 collect:insurance "
         "note_refusal:police|1 give", (9,), THREE),
    Plot(SENT + "1 receive|1 ask_completion:police answer:insurance|1 resend:police|"
         "1 receive:police|1 answer:police|1 collect|1 give", (7,), THREE),
    Plot(SENT + "1 receive:insurance|1 answer:insurance recall:police|1 collect:insurance|1 give",
         (8,), THREE),
    Plot(GOOD, (1, 2, 4)),
    Plot(SENT + "1 receive|1 answer:insurance refuse_leg:police|1 collect:insurance "
         "note_refusal:police", (1,), THREE),
    Plot(SENT, (1, 2), LINKED),
    Plot(SENT + "1 receive", (1, 2, 3, 12), LINKED),
    Plot(SENT + "1 receive|1 ask_completion:police", (1, 3), THREE),
    Plot(SENT + "1 receive|1 answer:police", (1,), THREE),
    Plot(SENT + "1 receive|1 answer", (1, 2), LINKED),
    Plot(SENT + "1 receive|1 refuse_leg:police", (1,), THREE),
    Plot(SENT + "1 receive|1 answer:insurance|1 collect:insurance", (1,), THREE),
    Plot(SENT + "1 recall:police receive:insurance", (2,), THREE),
    Plot(IN + "1 visit prepare propose sign send:police", (1,), THREE),
    Plot(IN + "1 visit prepare propose sign", (1,), LINKED),
    Plot(SIGNED, (1,), LINKED),
    Plot(IN + "1 visit prepare propose", (1, 1, 13)),
    Plot(IN + "1 visit prepare propose send_back", (1,)),
    Plot(IN + "1 visit prepare", (1,)),
    Plot("0 submit|1 accept:today", (1, 1)),
    Plot("0 submit|1 accept", (1, 14)),
    Plot("0 submit|1 ask", (1, 3)),
    Plot("0 submit|1 accept|1 ask", (2,)),
    Plot("0 submit", (1, 1, 2, 5)),
    Plot("0 submit|1 refuse_intake", (5,)),
    Plot("0 submit|1 propose_transfer", (1,), (BIRTH,)),
    Plot(IN + "1 visit prepare propose refuse", (2,)),
    Plot(IN + "1 visit prepare propose refuse|1 give_back", (7,)),
    Plot("0 submit|1 withdraw", (6,)),
    Plot("0 submit|1 ask|9 stop", (3,)),
    Plot(IN + "1 visit prepare propose sign|1 give", (4, 11), DEATH),
    Plot(IN + "1 visit prepare propose", (1,), DEATH),
    Plot("0 submit", (1,), DEATH),
    Plot(IN + "1 visit prepare propose sign|1 give", (6,), EXTRACT),
    Plot(IN + "1 visit prepare propose sign|1 give receive|1 answer|1 collect", (2,), CORRECTION),
    Plot("0 submit|1 accept", (1,), GUARDIANSHIP),
    Plot("0 submit|1 accept", (1,), MARRIAGE),
    Plot("0 submit", (2,), MARITAL_STATUS),
    Plot(IN + "1 visit prepare send", (1,), MARITAL_STATUS),
    Plot("0 submit", (1,), THREE),
    Plot("0 submit", (1,), THREE, again=True),
    Plot(GOOD + "|1 give", (18,), THREE, is_rehearsal=True),
)  # fmt: skip


def told(plot: Plot, ends: int) -> Iterator[Deed]:
    days = [day.split() for day in plot.script.split("|") if day]
    left = sum(int(words[0]) for words in days)
    for gap, *words in days:
        left -= int(gap)
        for word in words:
            deed, _colon, leg = word.partition(":")
            yield Deed(ends + left, deed, leg)
