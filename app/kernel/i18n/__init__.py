"""Languages: formats of dates and amounts, catalogues, Vietnamese spelled out."""
