"""The plain Django way: a table of appetites with link tables, filtered by the ORM. Runs on the benchmark's
PostgreSQL.
"""

from itertools import islice

from django.db import connections, models
from django.db.models import Exists, OuterRef, Q

from benchmarks import criteria_market as market

ALIAS = "benchmark"


class Appetite(models.Model):
    score = models.FloatField(db_index=True)
    amount_min = models.BigIntegerField()
    amount_max = models.BigIntegerField()
    months_min = models.IntegerField()
    months_max = models.IntegerField()
    age = models.IntegerField()
    revenue = models.BigIntegerField()
    needs_tax = models.BooleanField()
    any_sector = models.BooleanField()
    any_region = models.BooleanField()

    class Meta:
        app_label = "criteria"
        db_table = "orm_appetite"
        managed = False


class Link(models.Model):
    appetite = models.ForeignKey(Appetite, models.CASCADE)
    kind = models.CharField(max_length=8)  # product, sector, excluded, region
    code = models.CharField(max_length=20)

    class Meta:
        app_label = "criteria"
        db_table = "orm_link"
        managed = False
        indexes = (models.Index(fields=["kind", "code", "appetite"], name="orm_link_code"),)


class Orm:
    """Filters on columns and Exists() on links; count and top 20 are two queries."""

    name = "Django ORM filter, PostgreSQL"

    def __init__(self, parameters: dict[str, str], count: int):
        if ALIAS not in connections.databases:
            connections.databases[ALIAS] = {
                **connections.databases["default"], "ENGINE": "django.db.backends.postgresql", "OPTIONS": {},
                "NAME": parameters["dbname"], "HOST": parameters["host"], "USER": parameters["user"],
            }  # fmt: skip
        with connections[ALIAS].cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS orm_link; DROP TABLE IF EXISTS orm_appetite")
        with connections[ALIAS].schema_editor() as editor:
            for model in (Appetite, Link):
                model._meta.managed = True
                editor.create_model(model)
        source = enumerate(market.appetites(count))
        while chunk := list(islice(source, 5_000)):
            Appetite.objects.using(ALIAS).bulk_create([self.row(key, a) for key, a in chunk])
            Link.objects.using(ALIAS).bulk_create([link for key, a in chunk for link in self.links(key, a)], 20_000)
        with connections[ALIAS].cursor() as cursor:
            cursor.execute("ANALYZE")

    @staticmethod
    def row(key: int, a: market.Appetite) -> Appetite:
        return Appetite(
            id=key, score=a.score, amount_min=a.amount[0], amount_max=a.amount[1], months_min=a.months[0],
            months_max=a.months[1], age=a.age, revenue=a.revenue, needs_tax=a.tax, any_sector=not a.sectors,
            any_region=not a.regions,
        )  # fmt: skip

    @staticmethod
    def links(key: int, a: market.Appetite):
        groups = {"product": a.products, "sector": a.sectors, "excluded": a.excluded, "region": a.regions}
        return [Link(appetite_id=key, kind=kind, code=code) for kind, listed in groups.items() for code in listed]

    def __call__(self, request: market.Request) -> int:
        def linked(kind: str, listed: list[str]) -> Exists:
            return Exists(Link.objects.filter(appetite=OuterRef("pk"), kind=kind, code__in=listed))

        sector = list(market.codes.ISIC.ancestors(request.sector))
        rows = Appetite.objects.using(ALIAS).filter(
            linked("product", [request.product]),
            Q(any_sector=True) | linked("sector", sector),
            ~linked("excluded", sector),
            Q(any_region=True) | linked("region", [request.region]),
            amount_min__lte=request.amount, amount_max__gte=request.amount, months_min__lte=request.months,
            months_max__gte=request.months, age__lte=request.age, revenue__lte=request.revenue,
        )  # fmt: skip
        if not request.tax:
            rows = rows.filter(needs_tax=False)
        list(rows.order_by("-score")[:20])
        return rows.count()
