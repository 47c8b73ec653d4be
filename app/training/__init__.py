"""WHO HAS LEARNT: courses for the officers who will use the system, and who attended them."""
