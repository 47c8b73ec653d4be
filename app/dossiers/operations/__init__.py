"""What can be done to a dossier. Nothing here commits; see ``kernel.db.transaction``.

``steps`` moves a dossier along the table, ``submitting`` turns a draft into a dossier, ``visiting``
records what happens at the desk, ``supplementing`` asks for what is missing and takes the answers,
``expiring`` closes what does not come, ``answering`` changes what was declared, ``charging`` says
what it costs, ``custody`` says where the originals are, ``moves`` tells the database which
steps there are.
"""
