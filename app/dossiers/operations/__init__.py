"""What can be done to a dossier. Nothing here commits; see ``kernel.db.transaction``.

``transitions`` moves a dossier along the workflow table, ``submission`` turns a draft into a
dossier, ``visits`` records what happens at the desk, ``supplements`` asks for what is missing and
takes the answers, ``supplement_expiry`` closes what does not arrive, ``answer_revisions`` changes
what was declared, ``fees`` computes the costs, ``custody`` records where the originals are.
"""
