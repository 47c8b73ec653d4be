"""The citizens' pages: find a commune, fill in, submit, keep the receipt, follow the dossier.

Pages work without scripts. What the browser holds (drafts, receipts, the tracking ticket) is in
``browser_session``; nothing else identifies a citizen. ``routes`` collects the pages.
"""
