"""What gunicorn serves of it."""

from bench.stock.app import create

app = create()
