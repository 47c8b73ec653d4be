"""What gunicorn serves of it."""

from harness.bench.stock.app import create

app = create()
