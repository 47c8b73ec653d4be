"""Pages about dossiers: the citizens' form and tracking, the officers' desk."""
