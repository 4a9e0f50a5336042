"""Tools of the workshop: catalogues, screenshots, checks. Never imported by the portal."""
