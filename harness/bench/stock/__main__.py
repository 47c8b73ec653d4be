"""``python -m harness.bench.stock``: make its accounts and print their cookies."""

import json
import sys

from harness.bench.stock.app import cookies, create

sys.stdout.write(json.dumps(cookies(create())) + "\n")
