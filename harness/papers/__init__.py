"""Every paper that a dossier prints, against a list of fields written from the regulation.

``fields.csv`` is the judge: a row for each field of a paper, in the order of the form. ``label`` is
what the form prints (``|`` between equal words); ``required`` is ``yes``, ``given`` (printed when
somebody has answered, else a blank line) or ``text`` (words of the form); ``value`` the keys of the
answers, or ``@`` facts of the dossier, that must follow the label (``.year``: only its year). A
label ``@name`` puts the rows of that group in, for the person it names. ``§`` are
sections of the reference of the field.
"""
