"""Qantara: the portal where small firms find money, digital know-how and foreign markets."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
