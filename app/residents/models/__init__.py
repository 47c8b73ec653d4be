"""Tables of the population data."""
