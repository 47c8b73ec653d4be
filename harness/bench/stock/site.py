"""The WSGI application for gunicorn."""

from harness.bench.stock.app import create

app = create()
