"""Uploads: checks, versions, access by policy, who viewed what."""
