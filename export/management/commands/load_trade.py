"""``manage.py load_trade FILES…``: read trade flows, distances, indicators and product codes (see docs/export.md)."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from export import trade_files, trade_load, trade_merge
from portal.common.errors import DomainError


class Command(BaseCommand):
    help = (
        "Load trade files (plain or gzip CSV): BACI flows, CEPII distances, World Bank indicators, HS lists. "
        "The format is told by the header. An interrupted run goes on where it stopped; a file read before is skipped."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path)
        parser.add_argument("--name", default="", help="name of the data set (default: by format)")
        parser.add_argument("--source", default="", help="where the data come from, shown to every reader")
        parser.add_argument("--licence", default="")
        parser.add_argument("--example", action="store_true", help="made-up data: marked as example everywhere")
        parser.add_argument("--dry-run", action="store_true", help="read and check, store nothing")
        parser.add_argument("--chunk", type=int, default=trade_load.CHUNK, help="lines per transaction")

    def handle(self, *args: Any, **options: Any) -> None:
        for path in options["files"]:
            if not path.is_file():
                raise CommandError(f"{path}: no such file")
        try:
            if options["dry_run"]:
                self._check(options["files"])
            else:
                self._load(options)
        except (trade_files.ShapeError, DomainError) as error:
            raise CommandError(str(error)) from error

    def _check(self, files: list[Path]) -> None:
        failed = False
        for path in files:
            rows, skipped, problems = trade_load.check_file(path)
            self.stdout.write(
                f"{path.name}: {trade_files.format_of(path).code}, {rows:,} rows, {skipped:,} lines skipped"
            )
            for problem in problems:
                self.stderr.write(problem)
            failed = failed or bool(problems)
        if failed:
            raise CommandError("problems found; nothing was stored")

    def _load(self, options: dict[str, Any]) -> None:
        origin = trade_load.Origin(options["name"], options["source"], options["licence"], options["example"])
        if options["chunk"] < 1:
            raise CommandError("--chunk must be at least 1")
        names = []
        for path in options["files"]:
            loaded = trade_load.load_file(path, origin, chunk=options["chunk"], progress=self._progress)
            names.append(loaded.dataset)
            note = "already loaded" if loaded.already else f"{loaded.seconds:.1f} s"
            self.stdout.write(
                f"\r{loaded.file}: {loaded.rows:,} rows into {loaded.dataset}, {loaded.skipped:,} lines skipped, {note}"
            )
        started = time.monotonic()
        for dataset in trade_merge.finish(names, progress=self._moving):
            self.stdout.write(
                f"\r{dataset.name}: ready, {dataset.rows:,} rows, moved and summed in {time.monotonic() - started:.1f} s"
            )

    def _progress(self, name: str, rows: int, share: float, seconds: float) -> None:
        rate = rows / seconds if seconds > 0 else 0
        left = seconds / share - seconds if share > 0 else 0
        self._bar(share, f"{name}: {rows:,} rows, {rate:,.0f}/s, {left:,.0f} s left")

    def _moving(self, name: str, share: float) -> None:
        self._bar(share, f"{name}: moving into place")

    def _bar(self, share: float, text: str) -> None:
        """A bar of twenty signs, rewritten in place on a terminal; a file of the output gets no half lines."""
        if self.stdout.isatty():
            full = round(20 * share)
            self.stdout.write(f"\r[{'#' * full}{'.' * (20 - full)}] {share:4.0%} {text}".ljust(100), ending="")
            self.stdout.flush()
