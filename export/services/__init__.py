"""The rules of the export pillar that the exchange cannot know."""
