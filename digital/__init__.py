"""The second pillar: digital transformation."""
