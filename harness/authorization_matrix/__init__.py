"""The matrix: every address, by every person, for rows of every relation to that person.

Each row of three communes says words that stand nowhere else. No such word may reach somebody whose
business it is not, in page, header, file or log, and nobody may write a row that is not theirs. The
calls are made with both walls, with row-level security alone, and with the queries' filters alone.
"""
