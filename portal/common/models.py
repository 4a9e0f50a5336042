"""Tiny abstract mixins; the only model inheritance in the house."""

import secrets

from django.db import models

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no letters that look like digits


def new_public_id() -> str:
    """Twelve random characters (about 59 bits) for addresses: not guessable, not countable."""
    return "".join(secrets.choice(ALPHABET) for _ in range(12))


class PublicId(models.Model):
    """A row that appears in addresses under a random id, never under its primary key."""

    public_id = models.CharField(max_length=16, unique=True, editable=False, default=new_public_id)

    class Meta:
        abstract = True


class Timestamps(models.Model):
    """When the row was made and last saved (server's clock, aware)."""

    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True
