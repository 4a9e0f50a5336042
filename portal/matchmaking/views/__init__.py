"""Pages of the exchange, generic over the pillars: the specification supplies forms and fragments."""
