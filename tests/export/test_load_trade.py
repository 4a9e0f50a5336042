"""The loader: formats, progress marks, resuming, refusals with the line named, real and example apart."""

import gzip
from collections import Counter
from itertools import product
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from export import ranking, trade_load, trade_merge
from export.models import CountryIndicator, CountryPair, DataFile, DataSet, FlowInLoad, HsCode, TradeFlow, TradeTotal
from portal.common.errors import DomainError

pytestmark = pytest.mark.django_db
BACI = "t,i,j,k,v,q\n2020,710,276,80510,12.345,1\n2020,842,682,080510,1.5,\n2021,710,682,220421,7,\n"


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    if name.endswith(".gz"):
        path.write_bytes(gzip.compress(text.encode()))
    else:
        path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["baci.csv", "baci.csv.gz", "packed-without-ending"])
def test_baci_in_dollars_with_alpha3_codes(tmp_path: Path, name: str) -> None:
    path = (
        write(tmp_path, "x.gz", BACI).rename(tmp_path / name)
        if name.startswith("packed")
        else write(tmp_path, name, BACI)
    )
    call_command("load_trade", str(path), verbosity=0)
    rows = set(TradeFlow.objects.values_list("year", "exporter", "importer", "product", "value"))
    assert rows == {
        (2020, "ZAF", "DEU", "080510", 12345),
        (2020, "USA", "SAU", "080510", 1500),
        (2021, "ZAF", "SAU", "220421", 7000),
    }
    dataset = DataSet.objects.get()
    assert (dataset.state, dataset.rows, dataset.first_year, dataset.last_year) == ("ready", 3, 2020, 2021)


def test_distances_indicators_and_codes(tmp_path: Path) -> None:
    pairs = write(tmp_path, "d.csv", "iso_o,iso_d,contig,comlang_off,dist\nZAF,ROM,0,0,8000.5\nZAF,NAM,1,1,1200\n")
    long = write(tmp_path, "w.csv", "iso3,indicator,year,value\nZAF,SP.POP.TOTL,2020,59\nAFE,SP.POP.TOTL,2020,700\n")
    wide = write(
        tmp_path,
        "v.csv",
        "Country Name,Country Code,Indicator Name,Indicator Code,2019,2020\nA,DEU,P,SP.POP.TOTL,83,83.2\n",
    )
    codes = write(
        tmp_path, "h.csv", "section,hscode,description,parent,level\nII,08,Fruit,TOTAL,2\nII,080510,Oranges,0805,6\n"
    )
    call_command("load_trade", str(pairs), str(long), str(wide), str(codes), "--source", "test", verbosity=0)
    assert CountryPair.objects.get(destination="ROU").distance_km == pytest.approx(8000.5)
    assert CountryIndicator.objects.count() == 3
    assert HsCode.objects.get(code="080510").text_en == "Oranges"
    access, _dataset = ranking.access_from("ZAF")
    assert access["NAM"] > access["ROU"]


def test_broken_load_goes_on_where_it_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "b.csv", "t,i,j,k,v,q\n" + "".join(f"2020,710,276,0805{n:02},1,\n" for n in range(10, 60)))
    real, calls = trade_load._stage, []

    def fails_at_third(*args: object) -> None:
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(trade_load, "_stage", fails_at_third)
    with pytest.raises(KeyboardInterrupt):
        trade_load.load_file(path, trade_load.Origin(), chunk=10)
    assert FlowInLoad.objects.count() == 20
    assert ranking.current("flows") is None
    monkeypatch.setattr(trade_load, "_stage", real)
    trade_load.load_file(path, trade_load.Origin(), chunk=10)
    trade_merge.finish(["BACI"])
    assert TradeFlow.objects.count() == 50
    assert TradeFlow.objects.values("product").distinct().count() == 50
    again = trade_load.load_file(path, trade_load.Origin(), chunk=10)
    assert again.already
    assert TradeFlow.objects.count() == 50


def test_broken_move_goes_on_and_the_sums_are_exact(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lands = ("710", "276", "842", "682", "156", "380")
    text = "t,i,j,k,v,q\n" + "".join(
        f"{year},{i},{j},{k},{1 + n % 7}.25,\n"
        for n, (year, i, j, k) in enumerate(product(range(2014, 2021), lands, lands, ("080510", "220421", "841370")))
        if i != j
    )
    path = write(tmp_path, "b.csv", text)
    monkeypatch.setattr(trade_merge, "SMALL", 10)
    monkeypatch.setattr(trade_merge, "READ", 50)
    trade_load.load_file(path, trade_load.Origin())

    def stops(_name: str, share: float) -> None:
        if share > 0.4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        trade_merge.finish(["BACI"], progress=stops)
    assert 0 < TradeFlow.objects.count() < 630
    assert ranking.current("flows") is None
    trade_merge.finish(["BACI"])
    assert (TradeFlow.objects.count(), FlowInLoad.objects.count()) == (630, 0)
    dataset = DataSet.objects.get()
    assert (dataset.state, dataset.mean_years, dataset.moved_to) == ("ready", 5, "")
    expected: Counter[tuple[str, str, str]] = Counter()
    for i, j, k, value in TradeFlow.objects.filter(year__gt=2015).values_list(
        "exporter", "importer", "product", "value"
    ):
        expected.update({("k", k, ""): value, ("ik", i, k): value, ("jk", k, j): value, ("ij", i, j): value})
    for i, j in {key[1:] for key in expected if key[0] == "ij"} | {(i, i) for _k, i, _j in expected if _k == "ij"}:
        parts = [
            expected["ik", i, k] / expected["k", k, ""] * expected["jk", k, j]
            for kind, k, _none in list(expected)
            if kind == "k"
        ]
        expected["xij", i, j] = round(sum(parts))
    held = TradeTotal.objects.values_list("kind", "major", "minor", "value")
    assert {row[:3]: row[3] for row in held} == expected
    assert len(held) == len(expected)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("a,b,c\n1,2,3\n", "line 1"),
        ("", "line 1"),
        ("t,i,j,k,v,q\n2020,710,276,080510,1,1\n2020,999,276,080510,1,1\n", "line 3, i"),
        ("t,i,j,k,v,q\n2020,710,276,0805101,1,1\n", "line 2, k"),
        ("t,i,j,k,v,q\n2020,710,276,080510,-1,1\n", "line 2, v"),
        ("t,i,j,k,v,q\n2020,710,276,080510,NaN,1\n", "line 2, v"),
        ("t,i,j,k,v,q\nlast,710,276,080510,1,1\n", "line 2, t"),
        ("t,i,j,k,v,q\n2020,710,276\n", "line 2"),
    ],
)
def test_wrong_files_are_refused_with_the_line(tmp_path: Path, text: str, named: str) -> None:
    path = write(tmp_path, "bad.csv", text)
    with pytest.raises(CommandError, match=named):
        call_command("load_trade", str(path), verbosity=0)
    assert TradeFlow.objects.count() == 0
    assert ranking.current("flows") is None


def test_binary_and_cut_files_are_refused(tmp_path: Path) -> None:
    binary = tmp_path / "x.csv"
    binary.write_bytes(b"\x00\xff\xfe\x80" * 50)
    with pytest.raises(CommandError):
        call_command("load_trade", str(binary), verbosity=0)
    cut = tmp_path / "cut.gz"
    cut.write_bytes(gzip.compress((BACI * 400).encode())[:-60])
    with pytest.raises(CommandError):
        call_command("load_trade", str(cut), verbosity=0)
    assert ranking.current("flows") is None


def test_dry_run_stores_nothing(tmp_path: Path) -> None:
    call_command("load_trade", str(write(tmp_path, "b.csv", BACI)), "--dry-run", verbosity=0)
    assert not DataSet.objects.exists()
    with pytest.raises(CommandError, match="problems"):
        call_command("load_trade", str(write(tmp_path, "c.csv", BACI + "x,1,2,3,4,5\n")), "--dry-run", verbosity=0)


def test_real_and_example_never_mix(tmp_path: Path) -> None:
    call_command("load_trade", str(write(tmp_path, "b.csv", BACI)), "--example", verbosity=0)
    other = write(tmp_path, "c.csv", BACI.replace("2020", "2018").replace("2021", "2019"))
    with pytest.raises(CommandError, match="never mixed"):
        call_command("load_trade", str(other), verbosity=0)
    call_command("load_trade", str(other), "--name", "Real", verbosity=0)
    dataset = ranking.current("flows")
    assert dataset is not None
    assert not dataset.is_example


def test_same_year_twice_in_a_set_is_refused(tmp_path: Path) -> None:
    call_command("load_trade", str(write(tmp_path, "b.csv", BACI)), verbosity=0)
    with pytest.raises(CommandError, match="already holds"):
        call_command("load_trade", str(write(tmp_path, "c.csv", BACI + BACI.splitlines()[1] + "\n")), verbosity=0)


def test_unknown_origin_must_be_said(tmp_path: Path) -> None:
    path = write(tmp_path, "f.csv", "exporter,importer,hs6,year,value_usd\nZAF,DEU,080510,2020,5\n")
    with pytest.raises(DomainError, match="where the data come from"):
        trade_load.load_file(path, trade_load.Origin())
    assert not DataFile.objects.exists()
