"""Shared foundation of all domain packages; it imports none of them."""
