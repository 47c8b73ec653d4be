"""Một Cửa: online public services in the justice field for the communes of Hanoi."""
