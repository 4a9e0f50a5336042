"""Pages of the digital pillar."""
