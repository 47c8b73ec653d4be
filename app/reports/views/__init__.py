"""Pages of the reports: what is held about one person, and how dossiers are settled."""
