"""Queries on dossiers. Everything an officer reads begins with ``visible_to``."""
