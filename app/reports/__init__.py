"""What is read across the rooms: what is held about one person, and how dossiers are settled."""
