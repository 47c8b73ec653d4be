"""What can be done to a dossier. Nothing here commits; see ``kernel.db.transaction``.

``steps`` moves a dossier along the table, ``submitting`` turns a draft into a dossier, ``visiting``
records what happens at the desk, ``answering`` changes what was declared, ``charging`` says what it
costs, ``moves`` tells the database which steps there are.
"""
