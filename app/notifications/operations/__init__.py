"""The interface for higher packages: send a message, and withdraw it."""
