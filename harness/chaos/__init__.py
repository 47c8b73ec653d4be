"""Production killed on purpose: what people see, what is lost, how it comes back by itself.

Each host of ``make up`` gets a network and disks of its own (``machine``). Families send dossiers
and heads sign (``people``), while processes are killed (``kills``) and hosts are cut from what they
need (``cuts``). At the end the stored state is compared with what was acknowledged (``checker``).
"""
