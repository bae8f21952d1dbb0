"""The commands that make documents rather than answers: one file each, added to the group in `cli.py`."""
