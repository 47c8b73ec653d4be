"""The officers' desk: queues, the dossier page and its steps."""
