"""A city of invented dossiers, as large as one likes, to measure pages on.

``python -m harness.bench 1000000`` makes it once and keeps it under ``var/bench``. Every dossier
is a copy of one that the demonstration took through the real operations (``dossier_patterns``), for
another family, commune and day (``filing_plan``), written by several processes at once
(``bulk_load``).
"""
