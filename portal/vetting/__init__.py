"""Vetting of capabilities against published criteria, with a clock and appeals."""
