"""Every claim of the note, by id, in the note's order."""

from dataclasses import replace

from activations.note.claim import Claim
from activations.note.claims import advice, elu, introduction, leaky, maxout, relu, sigmoid, tanh

CLAIMS: dict[str, Claim] = {
    claim.id: replace(claim, section=part.__name__.rpartition(".")[2])
    for part in (introduction, sigmoid, tanh, relu, leaky, elu, maxout, advice)
    for claim in part.CLAIMS
}
