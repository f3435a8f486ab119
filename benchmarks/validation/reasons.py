"""Why a fault slips through: written down for those that do."""

from __future__ import annotations

from benchmarks.validation.planting import Row

_WHY: dict[str, str] = {
    "a telling word flipped": "Another sentence has the same word beside the same neighbour: the check counts words, "
    "it does not read.",
    "stair-costs: a telling word flipped": "That a move 'ends' tells only where the words around it stand, and the "
    "question has 'pay' where the rule has 'paid'.",
    "a rule no longer said": "What is left holds the rule's words in other sentences.",
    "ring-rotation: guarantee broken": "The one reference that reads 32 bits is outvoted and named; the two that "
    "are left read the large number rightly, so no answer is wrong.",
    "a list shown without repeats": "Equal neighbours are rare in its lists, and the gate reads three draws "
    "of each level.",
    "wrong on ties": "Ties are rare there, and only the two preferred references run on many draws.",
    "to_stdin changes the instance": "Oracles agree on the wrong input, and the solver met no instance that shows it.",
}
"""By environment and sort, or by sort alone."""


def why_missed(row: Row) -> str:
    """A sentence; the sort's, where nothing is known of this one."""
    return _WHY.get(f"{row.environment}: {row.sort}", _WHY.get(row.sort, "No reason is known yet."))
