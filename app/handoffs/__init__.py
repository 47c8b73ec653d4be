"""Legs of linked dossiers to the police and the social insurance, and their results."""
