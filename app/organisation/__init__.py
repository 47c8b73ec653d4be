"""WHO EXISTS: units, when they are open, and the calendar of working days."""
