"""The rules of a procedure version, read from its compiled form; without web and database.

``form`` parses the questions and decides which are asked, ``papers_and_fees`` derives papers, fees,
limits and legs from the answers, ``procedure_finder`` chooses among the birth procedures.
"""
