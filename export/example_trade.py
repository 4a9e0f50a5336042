"""A small trade table made by us for the demonstration, drawn from a gravity formula with a fixed seed.

It looks like trade and is none: every place that shows it says "example".
"""

import csv
import math
import random
from pathlib import Path

from export import hs, trade_load, trade_merge

SEED = 6
# The demo firm's story: buyers in Germany take much from others and little from home.
STORY = {("SAU", "DEU", "190531"): 42_000, ("TUR", "DEU", "190531"): 6_800_000, ("ITA", "DEU", "190531"): 9_100_000}
YEAR = 2025
# code: rough size, latitude, longitude, official-language group (for the example's distances only)
PLACES = {
    "SAU": (9, 24, 47, "ar"), "ARE": (6, 24, 54, "ar"), "EGY": (5, 30, 31, "ar"), "JOR": (2, 32, 36, "ar"),
    "KWT": (3, 29, 48, "ar"), "CHN": (60, 36, 110, "zh"), "SGP": (6, 1, 104, "en"), "IND": (30, 22, 78, "en"),
    "DEU": (25, 51, 10, "de"), "FRA": (18, 47, 2, "fr"), "GBR": (18, 54, -2, "en"), "ITA": (14, 42, 12, "it"),
    "ESP": (10, 40, -4, "es"), "TUR": (8, 39, 35, "tr"), "USA": (80, 39, -98, "en"), "BRA": (12, -10, -53, "pt"),
    "ZAF": (4, -29, 24, "en"), "JPN": (30, 36, 138, "ja"), "KOR": (14, 37, 128, "ko"), "IDN": (9, -2, 118, "id"),
}  # fmt: skip


def kilometres(one: str, other: str) -> float:
    """Great-circle distance between two places of the table."""
    _size, lat1, lon1, _language = PLACES[one]
    _size2, lat2, lon2, _language2 = PLACES[other]
    a, b, c = math.radians(lat1), math.radians(lat2), math.radians(lon2 - lon1)
    return 6371 * math.acos(min(1.0, math.sin(a) * math.sin(b) + math.cos(a) * math.cos(b) * math.cos(c)))


def products() -> list[str]:
    """The six-digit codes of our short list."""
    with (Path(__file__).resolve().parent / "data" / "hs_sample.csv").open(encoding="utf-8", newline="") as stream:
        return [line["hs"] for line in csv.DictReader(stream) if hs.is_code(line["hs"])]


def flows() -> list[tuple[str, str, str, int, int]]:
    """(exporter, importer, product, year, US dollars): the same rows at every call."""
    rng = random.Random(SEED)  # noqa: S311 (invented figures, not secrets)
    strength = {(place, code): rng.lognormvariate(0, 1.4) for place in PLACES for code in products()}
    strength["SAU", "080410"] = 30.0
    taste = {(place, code): rng.lognormvariate(0, 0.6) for place in PLACES for code in products()}
    rows = []
    for exporter in PLACES:
        for importer in PLACES:
            if importer == exporter:
                continue
            tie = 2.0 if PLACES[exporter][3] == PLACES[importer][3] else 1.0
            pull = PLACES[exporter][0] * PLACES[importer][0] * tie / max(300.0, kilometres(exporter, importer))
            for code in products():
                noise = rng.lognormvariate(0, 0.9)
                value = round(400_000 * pull * strength[exporter, code] * taste[importer, code] * noise / 10)
                if (exporter, importer, code) in STORY:
                    value = STORY[exporter, importer, code]
                if value > 5_000:
                    rows.append((exporter, importer, code, YEAR, value))
    return rows


def write_files(folder: Path) -> list[Path]:
    """The example's three files in the loader's documented formats."""
    table, pairs = folder / "example_flows.csv", folder / "example_pairs.csv"
    with table.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["exporter", "importer", "hs6", "year", "value_usd"])
        writer.writerows(flows())
    with pairs.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["iso_o", "iso_d", "contig", "comlang_off", "dist"])
        for one in PLACES:
            for other in PLACES:
                same = int(PLACES[one][3] == PLACES[other][3])
                writer.writerow([one, other, 0, same, round(kilometres(one, other) if one != other else 0, 1)])
    return [table, pairs, Path(__file__).resolve().parent / "data" / "hs_sample.csv"]


def load(folder: Path) -> None:
    """Load the example through the loader, marked as example."""
    origin = trade_load.Origin(name="Qantara example", source="Made up by Qantara", is_example=True)
    for path in write_files(folder):
        trade_load.load_file(path, origin)
    trade_merge.finish([origin.name])
