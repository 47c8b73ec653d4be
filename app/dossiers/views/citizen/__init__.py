"""The citizens' pages: find a commune, fill in, send, keep the receipt, follow the dossier.

Plain pages without any script. What the browser holds (drafts, receipts, the tracking ticket) is
in ``holding``; nothing here is known of a citizen but that. ``site`` brings the pages together.
"""
