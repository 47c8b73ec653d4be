"""Generated screens of dossiers, papers, phone calls and lookups."""
