"""Registers the probe pillar."""

from django.apps import AppConfig


class ProbeConfig(AppConfig):
    name = "tests.probe"
    label = "probe"

    def ready(self) -> None:
        from portal.matchmaking import registry
        from tests.probe.pillar import PROBE

        registry.register(PROBE)
