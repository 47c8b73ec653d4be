"""Backups of database, files and seals, and the drill that restores them."""
