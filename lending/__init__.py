"""The first pillar: financing."""
