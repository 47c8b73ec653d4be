"""Who lives here: the population database, its look-ups and the log of them."""
