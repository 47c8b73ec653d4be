"""All proofs: what each promises, what measures it, which bars its figures must hold, when."""

from __future__ import annotations

from harness.proof import Part, Proof, When

WITHIN_SECONDS = 3_000
"""For all proofs of each change together; a later one makes room for itself."""

_ALL: tuple[Proof, ...] = ()

PROOFS = {proof.name: proof for proof in _ALL}
