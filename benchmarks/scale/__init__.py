"""How what gymbrowser does grows with what it is given, as curves."""
