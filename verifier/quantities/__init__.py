"""Quantities: what is counted or measured, how much of it, and whether two statements agree on it.

Read in this order: `quantity.py` (the type), `reading.py` (a text's quantities), `comparing.py` (two quantities),
`matching.py` (two statements). Of the reading, `phrases.py` finds the bound, the unit and the noun, `parts.py` puts a
quantity together, `predicates.py` finds what is said of it, `scopes.py` where and when it holds.
"""

from verifier.quantities.comparing import Comparison, compare
from verifier.quantities.matching import NumberMatch, Pair, differences
from verifier.quantities.quantity import Quantity
from verifier.quantities.reading import quantities

__all__ = ["Comparison", "NumberMatch", "Pair", "Quantity", "compare", "differences", "quantities"]
