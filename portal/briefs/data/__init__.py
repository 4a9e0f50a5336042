"""Data of the briefs app: thresholds, glossary, synonyms; each document names its source and version."""

import json
from functools import cache
from pathlib import Path
from typing import Any


@cache
def read(name: str) -> Any:
    """The document ``name`` of this folder. FileNotFoundError when there is none."""
    return json.loads((Path(__file__).parent / f"{name}.json").read_text(encoding="utf-8"))
