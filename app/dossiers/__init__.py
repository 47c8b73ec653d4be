"""Dossiers: workflow, journal, deadlines, papers, slips, and the pages of citizens and officers."""
