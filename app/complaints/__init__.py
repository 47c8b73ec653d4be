"""Complaints, feedback and satisfaction: what citizens say about the work on their dossier."""
