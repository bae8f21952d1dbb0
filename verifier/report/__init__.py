"""Results as text for people (`text.py`, `tables.py`), as pages (`html.py`) and as JSON for programs (`machine.py`)."""
