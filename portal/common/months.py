"""Calendar months on dates."""

from calendar import monthrange
from datetime import date


def add_months(start: date, months: int, *, last_day: bool = False) -> date:
    """``start`` plus ``months`` (may be negative); a day the month lacks becomes its last day.

    The day is always counted from ``start``, so 31 January gives 28 February and then 31 March again.
    With ``last_day`` a start on the last day of its month stays on last days (28 February → 31 March).
    """
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    length = monthrange(year, month + 1)[1]
    at_end = last_day and start.day == monthrange(start.year, start.month)[1]
    return date(year, month + 1, length if at_end else min(start.day, length))
