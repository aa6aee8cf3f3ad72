"""What a study rests on: every number with its place, its source, how sure it is, and what depends on it."""

from experiments.assumptions.listing import assumption_table, assumptions_of
from experiments.assumptions.number import LETTERS, Number

__all__ = ["LETTERS", "Number", "assumption_table", "assumptions_of"]
