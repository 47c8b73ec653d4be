"""A DOSSIER TRAVELS: legs to the police and the social insurance, and their results."""
