"""Pages for messages, and the callbacks of the gateway."""
