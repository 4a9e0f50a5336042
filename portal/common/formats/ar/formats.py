"""Number and date formats: Latin digits, groups of three with a comma, a dot, in every language."""

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
