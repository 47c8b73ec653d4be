"""Hooks that lower packages declare and higher ones bind: each has exactly one handler."""

from __future__ import annotations

import sys
from enum import StrEnum

import pytest
from flask import Flask

from app.dossiers import rules
from app.dossiers.operations import transitions
from app.kernel.hooks import Hook


def hooks() -> dict[str, Hook[StrEnum, object]]:
    """Every hook of the application, by module and name."""
    return {
        f"{module}.{name}": value
        for module, loaded in list(sys.modules.items())
        if module.startswith("app.")
        for name, value in vars(loaded).items()
        if isinstance(value, Hook)
    }


def test_no_word_is_left_without_a_meaning(app: Flask) -> None:
    found = hooks()
    assert found
    unbound = {
        name: hook.unregistered() for name, hook in found.items() if hook is not transitions.needs
    }
    assert {name: words for name, words in unbound.items() if words} == {}


def test_a_need_is_judged_here_or_above_and_never_twice(app: Flask) -> None:
    own = {need for need in transitions.needs.words if rules.judges(need)}
    assert transitions.needs.unregistered() == own


def test_a_word_does_not_take_a_second_meaning(app: Flask) -> None:
    for hook in hooks().values():
        for word in frozenset(hook.words) - hook.unregistered():
            with pytest.raises(ValueError, match="already has a handler"):
                hook.register(word, object())
