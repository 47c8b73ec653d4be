"""Every proof in full size on one commit, with one record of what they said.

``make proofs`` runs the make targets of ``plan``: those that measure no time two at a time, the
others alone. ``var/proofs.json`` has the last line of each under its name. What ended well on a
commit is not run again on it, so that an interrupted run can be continued.
"""
