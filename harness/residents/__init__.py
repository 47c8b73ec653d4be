"""What the population database is held to: brought in quickly and whole, asked quickly, matched."""
