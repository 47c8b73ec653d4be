"""The WSGI application of the bench: ours, and the floor's views under ``/san/``."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from app import create_app
from app.kernel.i18n import catalogues
from config import Config
from harness.bench.floor.app import create

catalogues.compile_stale()
_config = Config.from_environment()
_ours = create_app(config=_config)
_floor = create(_ours.config, Path(os.environ["BENCH_FRAMES"]))


def app(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """One or the other; neither costs the other anything."""
    served = _floor if environ["PATH_INFO"].startswith("/san/") else _ours
    return served(environ, start)
