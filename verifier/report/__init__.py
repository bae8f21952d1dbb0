"""Results as text for people (`text.py`, `tables.py`) and as JSON for programs (`machine.py`)."""
