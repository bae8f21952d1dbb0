"""When: the days, months and years that a text names, and whether two of them can be the same.

"On Thursday", "yesterday" and "Nov. 27" say a date only together with the day of publication. With it they are
resolved; without it they stay open, and are compared only as far as their words go: "Thursday" is not "Friday".
"04/05/2024" is the fourth of May or the fifth of April, and stays both unless something beside it settles which.

No library reads these without guessing: all that were tried take "04/05/2024" for April, "May" of "she may" for the
month, and today's date for what they lack (`docs/numbers.md`).
"""

from verifier.dates.clock import Clock, apart, clock_times, clocks
from verifier.dates.moment import Moment, MomentComparison, compare_moments
from verifier.dates.reading import moments

__all__ = ["Clock", "Moment", "MomentComparison", "apart", "clock_times", "clocks", "compare_moments", "moments"]
