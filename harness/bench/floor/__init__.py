"""The floor: the least that a page of ours can cost, as a plain Flask view with SQL text.

The same gunicorn and the same cookie as ours, the same wall of row-level security and scope, the
same rows and fields on the page; no framework of generated screens, no ORM, no log of looks. What
surrounds the rows is the text of our own page (``harness.bench.frames``), so that both weigh the
same.
"""
