"""Data of the reports: periods and thresholds with their source."""
