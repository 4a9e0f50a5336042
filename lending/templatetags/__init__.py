"""Template tags of financing."""
