"""The kept counts of dossiers, against plain counts that use no code of the application."""
