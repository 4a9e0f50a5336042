"""How django-allauth is fitted to the house."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Keeps the language chosen at sign-up with the person."""
