"""Policy briefs: written, reviewed, published, matched to firms."""
