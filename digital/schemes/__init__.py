"""Support schemes: rates, caps, windows, cumulation, dates and the cash line until the grant is paid. Pure Python."""
