"""Data of the reports: periods and thresholds with their source."""

import json
from functools import cache
from pathlib import Path
from typing import Any


@cache
def read(name: str) -> Any:
    """The document ``name`` of this folder. FileNotFoundError when there is none."""
    return json.loads((Path(__file__).parent / f"{name}.json").read_text(encoding="utf-8"))
