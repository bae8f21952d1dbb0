"""The models this program runs, behind one door each."""
