"""An operator that does not exist: it takes short messages as one of Viettel or MobiFone would.

Kannel binds to it by SMPP 3.4 (``make run SMS=kannel``). No telephone rings; what would have been
read lies in a file, a line of JSON for each part.
"""
