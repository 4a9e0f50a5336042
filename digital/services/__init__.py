"""What the spine cannot know: assessments, plans, the register, grants, projects."""
