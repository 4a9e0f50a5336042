"""Pages of the briefs app."""
