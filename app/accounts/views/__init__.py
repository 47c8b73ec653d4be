"""Sign-in, the start page, and the generated pages of people and units."""
