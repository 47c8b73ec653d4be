"""A simulated mobile operator that accepts SMS as Viettel or MobiFone would.

Kannel binds to it by SMPP 3.4 (``make run SMS=kannel``). No phone is reached; messages are written
to a file, one JSON line per part.
"""
