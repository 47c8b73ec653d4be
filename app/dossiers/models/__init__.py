"""The dossier and its related tables."""
