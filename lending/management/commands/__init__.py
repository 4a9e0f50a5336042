"""Commands of financing."""
