"""Pages about packets: the agency's list and packet page, the commune's side of each leg."""
