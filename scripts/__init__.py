"""Programs for others, which need nothing of the application."""
