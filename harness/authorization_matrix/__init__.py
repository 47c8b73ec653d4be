"""The authorization matrix: every URL, by every user, for rows in every relation to that user.

Each row of three communes contains unique words (canaries). None may reach a user without access to
the row, in page, header, file or log, and no user may write a row without the right to. The calls
are made with both layers, with row-level security alone, and with the filters of queries alone.
"""
