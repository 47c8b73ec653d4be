"""Internationalisation: formats of dates and amounts, catalogues, Vietnamese in words."""
