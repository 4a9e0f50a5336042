"""Trade statistics, country facts and product codes, each row with the data set it came from.

Values are whole US dollars (statistics, not money owed). Countries are ISO 3166-1 alpha-3. A data set is real or
example, never both, and nothing is ever computed across two of them.
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.common.models import PublicId, Timestamps


class DataKind(models.TextChoices):
    FLOWS = "flows", _("Trade flows")
    PAIRS = "pairs", _("Distances and ties of country pairs")
    INDICATORS = "indicators", _("Country indicators")
    PRODUCTS = "products", _("Product codes")


class DataSetState(models.TextChoices):
    LOADING = "loading", _("Loading")
    READY = "ready", _("Ready")


class DataSet(PublicId, Timestamps):
    """One load of one kind: where it comes from, its years, whether it is an example made by us.

    Made by ``manage.py load_trade``. The newest ready set of a kind is used, real before example.
    """

    kind = models.CharField(max_length=12, choices=DataKind.choices)
    name = models.CharField(max_length=120)
    source = models.CharField(max_length=300)
    licence = models.CharField(max_length=120, blank=True)
    is_example = models.BooleanField()
    state = models.CharField(max_length=8, choices=DataSetState.choices, default=DataSetState.LOADING)
    first_year = models.PositiveSmallIntegerField(null=True, blank=True)
    last_year = models.PositiveSmallIntegerField(null=True, blank=True)
    mean_years = models.PositiveSmallIntegerField(default=0)  # years in the mean of the sums
    rows = models.PositiveBigIntegerField(default=0)
    moved_to = models.CharField(max_length=3, blank=True)  # staged flows of exporters up to this code have been moved
    ready_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "name"], name="export_dataset_one_name_per_kind"),
            models.CheckConstraint(
                condition=models.Q(state=DataSetState.LOADING) | models.Q(ready_at__isnull=False),
                name="export_dataset_ready_has_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DataFile(Timestamps):
    """A file of a data set and how far it has been read: a broken load goes on behind ``lines_read``."""

    dataset = models.ForeignKey(DataSet, models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    lines_read = models.PositiveBigIntegerField(default=0)
    rows = models.PositiveBigIntegerField(default=0)
    skipped = models.PositiveBigIntegerField(default=0)
    completed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dataset", "digest"], name="export_datafile_once"),
        ]

    def __str__(self) -> str:
        return self.name


class TradeFlow(models.Model):
    """Exports of ``product`` (HS six digits) from one country to another in a year, in US dollars."""

    dataset = models.ForeignKey(DataSet, models.CASCADE, related_name="flows", db_index=False)
    year = models.PositiveSmallIntegerField()
    exporter = models.CharField(max_length=3)
    importer = models.CharField(max_length=3)
    product = models.CharField(max_length=6)
    value = models.BigIntegerField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["dataset", "exporter", "product"], name="export_flow_from"),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.exporter}-{self.importer} {self.product}"


class FlowInLoad(models.Model):
    """A flow of a load that is not whole yet: no index, so that rows are taken in as fast as they can be read."""

    dataset = models.ForeignKey(DataSet, models.CASCADE, related_name="staged", db_index=False)
    year = models.PositiveSmallIntegerField()
    exporter = models.CharField(max_length=3)
    importer = models.CharField(max_length=3)
    product = models.CharField(max_length=6)
    value = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.year} {self.exporter}-{self.importer} {self.product}"


class TotalKind(models.TextChoices):
    """Which sum, and by what it is found: of a product; of an exporter per product; of a product per importer; of a pair
    of countries; and what the pair's sizes make one expect (Σ_k v_ik / v_k · v_jk)."""

    PRODUCT = "k", "v_k"  # major: product
    EXPORTER = "ik", "v_ik"  # major: exporter, minor: product
    IMPORTER = "jk", "v_jk"  # major: product, minor: importer
    PAIR = "ij", "v_ij"  # major: exporter, minor: importer
    EXPECTED = "xij", "Σ_k v_ik / v_k · v_jk"  # major: exporter, minor: importer


class TradeTotal(models.Model):
    """A sum of flows over the years of the mean (divide by their number), in US dollars."""

    dataset = models.ForeignKey(DataSet, models.CASCADE, related_name="totals", db_index=False)
    kind = models.CharField(max_length=3, choices=TotalKind.choices)
    major = models.CharField(max_length=6)
    minor = models.CharField(max_length=6, blank=True)
    value = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dataset", "kind", "major", "minor"], name="export_total_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.major} {self.minor}"


class CountryPair(models.Model):
    """Distance (km) and ties of two countries."""

    dataset = models.ForeignKey(DataSet, models.CASCADE, related_name="pairs", db_index=False)
    origin = models.CharField(max_length=3)
    destination = models.CharField(max_length=3)
    distance_km = models.DecimalField(max_digits=8, decimal_places=1, null=True)
    is_adjacent = models.BooleanField(default=False)
    shares_language = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dataset", "origin", "destination"], name="export_pair_once"),
        ]

    def __str__(self) -> str:
        return f"{self.origin}-{self.destination}"


class CountryIndicator(models.Model):
    """A yearly figure of a country, under the World Bank's indicator code."""

    dataset = models.ForeignKey(DataSet, models.CASCADE, related_name="indicators", db_index=False)
    country = models.CharField(max_length=3)
    indicator = models.CharField(max_length=30)
    year = models.PositiveSmallIntegerField()
    value = models.FloatField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dataset", "country", "indicator", "year"], name="export_indicator_once"),
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.indicator} {self.year}"


class HsCode(models.Model):
    """A product code of the Harmonised System (2, 4 or 6 digits) with its description per language.

    ``words`` is the folded text that the search reads; ``text_zh`` and ``text_ar`` are empty where a list has none.
    """

    dataset = models.ForeignKey(DataSet, models.CASCADE, related_name="codes", db_index=False)
    code = models.CharField(max_length=6)
    level = models.PositiveSmallIntegerField()
    text_en = models.CharField(max_length=600)
    text_zh = models.CharField(max_length=300, blank=True)
    text_ar = models.CharField(max_length=300, blank=True)
    words = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dataset", "code"], name="export_hs_once"),
        ]

    def __str__(self) -> str:
        return self.code
