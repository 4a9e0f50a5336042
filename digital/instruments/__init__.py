"""Maturity instruments: about two dozen shared facts answered once, scored under several instruments. Pure Python."""
