"""``python -m harness.bench.stock``: make its accounts and say with which cookies they come."""

import json
import sys

from harness.bench.stock.app import cookies, create

sys.stdout.write(json.dumps(cookies(create())) + "\n")
