"""Panels on the dossier page that higher packages fill: a template and its context."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask_babel import LazyString

from app.dossiers.models.dossier import Dossier
from app.dossiers.rules.status import Status
from app.dossiers.workflow import Action
from app.kernel.actor import Actor
from app.kernel.hooks import Hook
from app.kernel.workflow.table import Offer


class Panel(StrEnum):
    """A panel beside the dossier (khung thông tin)."""

    LEGS = "legs"
    ENTRY = "entry"


@dataclass(frozen=True)
class PanelStep:
    """The step that is the reader's to take in a panel, for the head of the page."""

    row: Any
    post_to: str
    page: str | None
    version: int
    about: LazyString


@dataclass(frozen=True)
class Filled:
    """A template to include, and its context; what of it belongs to the head of the page."""

    template: str
    facts: dict[str, Any]
    step: PanelStep | None = None
    waits: Sequence[Offer[Any]] = ()
    """Steps of the reader that wait for something, and why."""
    status: Status | None = None
    """The status of the dossier, where this panel knows more than its state."""
    said: Sequence[tuple[str, str]] = ()
    """Who has written something that the reader must not miss, and what."""


panels: Hook[Panel, Callable[[Dossier, Actor], Filled | None]] = Hook(Panel)
"""The builder of each panel, None for nothing to show; ``create_app()`` binds them."""


journal_words: dict[str, LazyString] = {action: action.label for action in Action}
"""Labels of the journal's actions; ``create_app()`` adds those of the legs."""


def filled(dossier: Dossier, actor: Actor) -> list[Filled]:
    found = [panels[word](dossier, actor) for word in Panel if word not in panels.unregistered()]
    return [panel for panel in found if panel is not None]
