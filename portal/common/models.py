"""Tiny abstract mixins; the only model inheritance in the house."""

import secrets

from django.db import models

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no letters that look like digits


LENGTH = 12
_FAIR = 256 - 256 % len(ALPHABET)  # bytes from here on would favour the first letters
_LETTERS = bytes(ord(ALPHABET[byte % len(ALPHABET)]) for byte in range(256))
_UNFAIR = bytes(range(_FAIR, 256))


def new_public_id() -> str:
    """Twelve random characters (about 59 bits) for addresses: not guessable, not countable."""
    return new_public_ids(1)[0]


def new_public_ids(count: int) -> list[str]:
    """``count`` of them, for rows made in bulk."""
    letters = b""
    while len(letters) < count * LENGTH:
        letters += secrets.token_bytes(count * (LENGTH + 2)).translate(_LETTERS, _UNFAIR)
    text = letters.decode("ascii")
    return [text[place : place + LENGTH] for place in range(0, count * LENGTH, LENGTH)]


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
