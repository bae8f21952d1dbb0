"""Quantities: what is counted or measured, how much of it, and whether two statements agree on it.

Read in this order: `quantity.py` (the type), `reading.py` (a text's quantities), `comparing.py` (two quantities),
`matching.py` (two statements). `phrases.py` finds the noun and the unit, `predicates.py` what is said of it.
"""

from verifier.quantities.comparing import Comparison, compare
from verifier.quantities.matching import NumberMatch, Pair, differences
from verifier.quantities.quantity import Quantity
from verifier.quantities.reading import quantities

__all__ = ["Comparison", "NumberMatch", "Pair", "Quantity", "compare", "differences", "quantities"]
