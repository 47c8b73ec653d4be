"""What notices are held to: they arrive, in order, and none is lost while a gateway is away."""
