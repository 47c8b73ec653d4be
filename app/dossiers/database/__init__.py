"""What the database does with dossiers by itself."""

from __future__ import annotations

from app.dossiers.database import citizen_access, dossiers, one_time_codes

FUNCTIONS = (*citizen_access.FUNCTIONS, *one_time_codes.FUNCTIONS, *dossiers.FUNCTIONS)
