"""Forms of the export pillar: shape only; rules live in the services."""
