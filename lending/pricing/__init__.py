"""The price engine: offers of every vocabulary become dated cash flows, and from them the same honest figures.

Pure Python (Decimal) and NumPy, no Django: usable in a shell, a benchmark or another program. Money is Decimal in the
currency's minor unit; rates are per cent a year; times are years from the first drawdown.
"""
