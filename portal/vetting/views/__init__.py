"""Pages of the vetting app."""
