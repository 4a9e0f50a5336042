"""Mixins, money, public ids, queue, errors, formatting: no domain words."""
