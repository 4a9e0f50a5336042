"""Organisations, their capabilities, members and profile facts."""
