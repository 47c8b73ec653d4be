"""A citizen with a browser without scripts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from app.organisation.models import Unit
from harness.stage.citizen import Citizen
from harness.stage.factories import a_commune


@pytest.fixture
def commune(database: Any) -> Unit:
    """A commune that is open."""
    return a_commune()


@pytest.fixture
def citizen(app: Flask, commune: Unit) -> Citizen:
    """A citizen with an empty browser."""
    return Citizen(app.test_client(), commune)


@pytest.fixture
def another(app: Flask, commune: Unit) -> Callable[[], Citizen]:
    """More citizens, each with an own browser."""
    return lambda: Citizen(app.test_client(), commune)
