"""Template tags of the digital pillar."""
