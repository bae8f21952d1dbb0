"""Two passages -> do they agree, and if not, on which words do they differ? One engine, behind every question.

Read in this order: `engine.py` (what the reader and the exact checks see), `dimensions.py` (what a difference is of),
`decide.py` (the stance that follows).
"""

from verifier.compare.decide import Judgement, decide
from verifier.compare.engine import Comparison, compare, compare_pairs
from verifier.compare.statement import Statement, day, statement

__all__ = ["Comparison", "Judgement", "Statement", "compare", "compare_pairs", "day", "decide", "statement"]
