"""Random walks of one account that tries to let itself in: nothing it reaches may widen.

A walk draws an account and a few acts: postings, waivers, list lines, training records, deputies,
accounts, links, slips. They are done as statements of the web process in the account's own scope
(the policies alone answer), or as its pages do them with row-level security off (the application
alone answers). Then three things must hold: the account, and every account whose secret it got,
reaches no unit, role or row of the world that it did not reach before; nobody has a posting that
nobody else decided. Each walk is rolled back.
"""
