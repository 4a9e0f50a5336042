"""Forms of the digital pillar."""
