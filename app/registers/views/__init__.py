"""Pages about civil-status books: the panel on the dossier's page, the generated screens."""
