"""SQL function that tells a citizen when a birth got its number."""

from __future__ import annotations

from app.kernel.row_security.functions import Function

FUNCTIONS = (
    Function(
        "mc_numbered_at",
        "(of_dossier uuid) returns timestamptz language plpgsql stable",
        """
begin  -- the citizen reads that the child has its number, and not the number
  return (
    select min(n.at) from entry_number n join register_entry e on e.id = n.entry_id
    where e.dossier_id = of_dossier and of_dossier = mc_dossier()
  );
end
""",
        guarded=True,
    ),
)
