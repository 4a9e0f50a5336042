"""Complaints and appeals across the portal: clock, kept messages, decision, published statistics."""
