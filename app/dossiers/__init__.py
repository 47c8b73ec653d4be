"""THE HEART: workflow, dossier, journal, clock, attachments, slips, citizen pages and desk."""
