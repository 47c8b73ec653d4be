"""The WSGI application of the bench: ours as ``make run`` serves it, the floor under ``/san/``."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from harness.bench.floor.app import create
from run import app as _ours

_floor = create(_ours.config, Path(os.environ["BENCH_FRAMES"]))


def app(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """One or the other; neither costs the other anything."""
    served = _floor if environ["PATH_INFO"].startswith("/san/") else _ours
    return served(environ, start)
