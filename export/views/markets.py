"""The market finder: product search, ranking with open weights, country sheets, the firm's own list."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from export import countries, hs, ranking
from export.forms.firm import WEIGHT_WORDS, FinderForm, SearchForm
from export.models.firm import MarketChoice
from export.models.trade import DataKind, DataSetState, HsCode, TotalKind
from export.potential import Ranked, rank, why
from export.services import firm as services
from export.views.pages import actor_of, attempt, page
from portal.organisations.models import Organisation

SHOWN = 20
SHEET_INDICATORS = {
    "NY.GDP.MKTP.CD": gettext_lazy("Economic output (US dollars)"),
    "NY.GDP.PCAP.CD": gettext_lazy("Output per head (US dollars)"),
    "NY.GDP.MKTP.KD.ZG": gettext_lazy("Growth of output (% a year)"),
    "SP.POP.TOTL": gettext_lazy("Population"),
    "FP.CPI.TOTL.ZG": gettext_lazy("Inflation (% a year)"),
}


def found_codes(query: str) -> list[dict[str, Any]]:
    """Codes that fit ``query``, with their description in the reader's language."""
    language = get_language() or "en"
    rows = list(
        HsCode.objects.filter(dataset__state=DataSetState.READY).values_list(
            "code", "words", "text_en", "text_zh", "text_ar"
        )
    )
    texts: dict[str, dict[str, str]] = {}
    words: dict[str, str] = {}
    for code, held, english, chinese, arabic in rows:
        words[code] = words.get(code, "") + held
        entry = texts.setdefault(code, {})
        for key, text in (("en", english), ("zh-hans", chinese), ("ar", arabic)):
            entry[key] = entry.get(key) or text
    return [
        {
            "code": hit.code,
            "is_product": len(hit.code) == 6,
            "text": texts[hit.code].get(language) or texts[hit.code]["en"],
            "language": language if texts[hit.code].get(language) else "en",
        }
        for hit in hs.best(query, words.items())
    ]


def exporters_of(coverage: ranking.Coverage | None) -> list[tuple[str, str]]:
    """Countries whose exports the data set holds, by name."""
    if coverage is None:
        return []
    codes = coverage.dataset.totals.filter(kind=TotalKind.PAIR).values_list("major", flat=True).distinct()
    return sorted(((code, countries.name_of(code)) for code in codes), key=lambda pair: pair[1])


def firm_readiness(firm: Organisation | None) -> float | None:
    """The firm's readiness as a share, None when it has not been measured."""
    last = services.latest_readiness(firm)
    return None if last is None or last.score is None else last.score / 100


def spoken_by(firm: Organisation | None) -> set[str]:
    """Languages of the firm's people: those its members read Qantara in, and its country's own."""
    if firm is None:
        return {"en"}
    codes = set(firm.memberships.values_list("user__language", flat=True))
    home = countries.from_any(firm.country)
    return {code.split("-")[0] for code in codes} | set(countries.languages_of(home) if home else ())


def ranked_markets(firm: Organisation | None, coverage: ranking.Coverage, data: dict[str, Any]) -> list[Ranked]:
    """The markets in the firm's order. A market in which it already sells counts its readiness in full."""
    found = ranking.market_potentials(coverage, data["exporter"], data["hs6"])
    markets = [row.market for row in found]
    share = firm_readiness(firm)
    known = {row.market: 1.0 if row.actual else share for row in found} if share is not None else None
    return rank(
        found,
        weights=data["weights"],
        access=ranking.access_from(data["exporter"])[0],
        readiness=known,
        fit=ranking.fit_of(markets, languages=spoken_by(firm)),
    )


def reasons_for(item: Ranked) -> list[dict[str, Any]]:
    """The "why" list: what helped (factor near 1) and what cost most."""
    return [
        {"label": WEIGHT_WORDS[name], "share": round(100 * item.parts[name]), "cost": round(100 * (1 - factor))}
        for name, factor in why(item)
        if name in WEIGHT_WORDS
    ]


@page
def market_finder(request: HttpRequest) -> HttpResponse:
    """Search a product, then rank markets for it; everything is in the address."""
    actor = actor_of(request)
    search = SearchForm(request.GET if "q" in request.GET else None)
    query = search.cleaned_data["q"] if search.is_bound and search.is_valid() else ""
    dataset = ranking.current(DataKind.FLOWS)
    coverage = ranking.coverage_of(dataset) if dataset else None
    context: dict[str, Any] = {
        "search": search,
        "query": query,
        "codes": found_codes(query) if query else [],
        "coverage": coverage,
        "choices": MarketChoice.objects.filter(organisation=actor.organisation),
        "product_data": ranking.current(DataKind.PRODUCTS),
    }
    if coverage is not None and "hs6" in request.GET:
        context |= ranking_context(request, coverage)
    return render(request, "export/market_finder.html", context)


def own_exporter(firm: Organisation | None, exporters: list[tuple[str, str]]) -> str:
    """The firm's own country where the data set holds it, else the first."""
    own = countries.from_any(firm.country) if firm else None
    codes = [code for code, _name in exporters]
    return own if own in codes and own else codes[0]


def ranking_context(request: HttpRequest, coverage: ranking.Coverage) -> dict[str, Any]:
    """Form and ranking for the product in the address."""
    exporters = exporters_of(coverage)
    firm = actor_of(request).organisation
    values = request.GET.copy()
    values.setdefault("exporter", own_exporter(firm, exporters))
    for name, field in FinderForm(exporters=exporters).fields.items():
        if field.initial is not None:
            values.setdefault(name, str(field.initial))
    form = FinderForm(values, exporters=exporters)
    if not form.is_valid() or not hs.is_code(form.cleaned_data["hs6"]):
        return {"finder": form, "form": form, "problem": _("This is not a product code of six digits.")}
    data = {**form.cleaned_data, "weights": form.weights()}
    ranked = ranked_markets(firm, coverage, data)
    rows = [
        {"place": place, "item": item, "name": countries.name_of(item.market), "why": reasons_for(item)}
        for place, item in enumerate(ranked[:SHOWN], start=1)
    ]
    return {
        "finder": form,
        "product": data["hs6"],
        "product_name": ranking.product_name(data["hs6"], get_language() or "en"),
        "rows": rows,
        "total": len(ranked),
        "exporter": data["exporter"],
        "exporter_name": countries.name_of(data["exporter"]),
        "not_exported": bool(ranked) and all(item.potential.supply == 0 for item in ranked),
        "readiness": firm_readiness(firm),
    }


@page
def country_sheet(request: HttpRequest, hs6: str, market: str) -> HttpResponse:
    """One market for one product: the formula's inputs, ties, indicators, each with its source."""
    dataset = ranking.current(DataKind.FLOWS)
    exporter = countries.from_any(request.GET.get("exporter", "")) if dataset else None
    if dataset is None or market not in countries.known() or not hs.is_code(hs6):
        raise Http404
    coverage = ranking.coverage_of(dataset)
    exporter = exporter or own_exporter(actor_of(request).organisation, exporters_of(coverage))
    found = {row.market: row for row in ranking.market_potentials(coverage, exporter, hs6)}
    if market not in found:
        raise Http404
    newest, indicator_data = ranking.indicators_of(market)
    access, pair_data = ranking.access_from(exporter)
    context = {
        "row": found[market],
        "market": market,
        "market_name": countries.name_of(market),
        "exporter": exporter,
        "exporter_name": countries.name_of(exporter),
        "product": hs6,
        "product_name": ranking.product_name(hs6, get_language() or "en"),
        "coverage": coverage,
        "access": access.get(market),
        "pair_data": pair_data,
        "supply_percent": 100 * found[market].supply,
        "indicators": [
            {"label": label, "year": newest[code][0], "value": newest[code][1]}
            for code, label in SHEET_INDICATORS.items()
            if code in newest
        ],
        "indicator_data": indicator_data,
        "choice": MarketChoice.objects.filter(
            organisation=actor_of(request).organisation, hs6=hs6, market=market
        ).first(),
    }
    return render(request, "export/country_sheet.html", context)


@require_POST
@page
def market_choose(request: HttpRequest, hs6: str, market: str) -> HttpResponse:
    """Put a market on the firm's list, with the figures seen."""
    dataset = ranking.current(DataKind.FLOWS)
    exporter = countries.from_any(request.POST.get("exporter", "")) or ""
    if dataset is None or market not in countries.known() or not hs.is_code(hs6):
        raise Http404
    found = {row.market: row for row in ranking.market_potentials(ranking.coverage_of(dataset), exporter, hs6)}
    basis = {"exporter": exporter, "dataset": dataset.name, "is_example": dataset.is_example}
    if row := found.get(market):
        basis |= {"untapped": round(row.untapped), "demand": round(row.demand), "actual": round(row.actual)}
    actor = actor_of(request)
    done = _("%(market)s is on your list of markets.") % {"market": countries.name_of(market)}
    attempt(request, lambda: services.market_choose(actor=actor, hs6=hs6, market=market, basis=basis), done=done)
    return redirect("export:hub")


@require_POST
@page
def market_drop(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a market off the list."""
    actor = actor_of(request)
    choice = get_object_or_404(MarketChoice, organisation=actor.organisation, public_id=public_id)
    attempt(request, lambda: services.market_drop(actor=actor, choice=choice), done=_("Taken off your list."))
    return redirect("export:hub")
