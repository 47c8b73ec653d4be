"""Panels on the dossier page that higher packages fill: a template and its context."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask_babel import LazyString

from app.dossiers.models.dossier import Dossier
from app.dossiers.workflow import Action
from app.kernel.actor import Actor
from app.kernel.hooks import Hook


class Panel(StrEnum):
    """A panel beside the dossier (khung thông tin)."""

    LEGS = "legs"
    ENTRY = "entry"


@dataclass(frozen=True)
class Filled:
    """A template to include, and its context."""

    template: str
    facts: dict[str, Any]


panels: Hook[Panel, Callable[[Dossier, Actor], Filled | None]] = Hook(Panel)
"""The builder of each panel, None for nothing to show; ``create_app()`` binds them."""


journal_words: dict[str, LazyString] = {action: action.label for action in Action}
"""Labels of the journal's actions; ``create_app()`` adds those of the legs."""


def filled(dossier: Dossier, actor: Actor) -> list[Filled]:
    found = [panels[word](dossier, actor) for word in Panel if word not in panels.unregistered()]
    return [panel for panel in found if panel is not None]
