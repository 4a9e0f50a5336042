"""Pages of the export pillar."""
