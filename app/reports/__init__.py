"""What is read across the rooms: today, everything held about one person."""
