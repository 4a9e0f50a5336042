"""The exchange: request, match, response, award, engagement, outcome."""
