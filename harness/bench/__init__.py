"""A city of invented dossiers of any size, for the measurement of pages.

The proof ``bench`` makes it once and stores it under ``var/bench``. Every dossier
is a copy of one that the demonstration made with the real operations (``dossier_patterns``), for
another family, commune and day (``filing_plan``), written by several processes (``bulk_load``).
"""
