"""How many origins stand behind what articles print: those that pass on one text have one, however many they are.

The main path: `texts.py` (an article as it is compared), `candidates.py` (which articles are worth comparing),
`evidence.py` (two articles -> links), `credits.py` (which agency is credited), `layers.py` (links -> origins, each with
its passages), and on top `pile.py` for all articles of a case, `asked.py` for the places of one quotation, `behind.py`
for the members of a claim.
"""

from verifier.provenance.asked import origins
from verifier.provenance.behind import Behind
from verifier.provenance.pile import pile_origins, trails
from verifier.provenance.texts import Passage

__all__ = ["Behind", "Passage", "origins", "pile_origins", "trails"]
