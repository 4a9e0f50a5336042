"""The smallest possible pillar, for tests of the exchange alone: it proves that the spine needs no real pillar."""
