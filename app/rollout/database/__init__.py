"""What the database knows of the roll-out: who is cleared, how ready a commune is."""

from __future__ import annotations

from app.rollout.database import clearance, readiness

FUNCTIONS = (*clearance.FUNCTIONS, *readiness.FUNCTIONS)
