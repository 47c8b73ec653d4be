"""A list of 5,000 people: validated, applied under kills, applied again; and the board of 416."""
