"""Details and terms of the probe pillar."""

from django.db import models

from portal.matchmaking.models import Request, Response


class ProbeDetails(models.Model):
    request = models.OneToOneField(Request, models.CASCADE, primary_key=True, related_name="probe_details")
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)


class ProbeTerms(models.Model):
    response = models.OneToOneField(Response, models.CASCADE, primary_key=True, related_name="probe_terms")
    price = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
