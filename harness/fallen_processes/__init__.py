"""What somebody reaches who runs any statement in the database as a process that serves people.

Every attempt of ``web`` is made as ``mc_web`` and of ``public`` as ``mc_public``, with all that the
process holds; what came of it is read as the owner of the database sees it.
"""
