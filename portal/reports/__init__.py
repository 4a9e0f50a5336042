"""Figures and downloads, read-only."""
