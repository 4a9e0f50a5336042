"""The append-only journal: every change, reading and staff look."""
