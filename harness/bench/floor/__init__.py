"""The floor: the minimum that a page of ours can cost, as a plain Flask view with SQL text.

The same gunicorn and cookie as ours, the same row-level security and scope, the same rows and
fields on the page; no generated screens, no ORM, no access log. The HTML around the rows is that of
our own page (``harness.bench.frames``), so that both have the same size.
"""
