"""Suppression as reports use it; the rules themselves stand below every app, in ``portal.common.suppression``."""

from portal.common.suppression import K, Shown, hide, hide_rows, is_small, share

__all__ = ["K", "Shown", "hide", "hide_rows", "is_small", "share"]
