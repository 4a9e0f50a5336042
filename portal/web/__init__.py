"""Home, dashboards, navigation, error pages, gallery."""
