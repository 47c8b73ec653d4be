"""Forms of dossiers."""
