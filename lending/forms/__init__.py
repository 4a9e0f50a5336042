"""Forms of the lending pillar."""
