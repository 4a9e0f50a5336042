"""People: the user model and the adapters to django-allauth."""
