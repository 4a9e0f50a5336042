"""The third pillar: export support (trade; a file leaving the system is a download)."""
