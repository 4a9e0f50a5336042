"""Pages without an account: calculator, product shelf, figures."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from lending import figures
from lending.calculator import form_of
from lending.price_messages import notice_text
from lending.shelf import ShelfFilter, shelf
from lending.words import vocabulary
from portal.common.http import page_of


@login_not_required
def calculator(request: HttpRequest) -> HttpResponse:
    """What a quoted price really costs; the inputs are in the address, so a result can be shared."""
    form = form_of(request.GET)
    worked = form.figures if form.is_bound and form.is_valid() else None
    quote, terms = worked.quote if worked else None, form.instance
    context = {
        "form": form,
        "quote": quote,
        "product": form.product,
        "stake": worked.stake if worked else None,
        "terms": terms,
        "words": vocabulary(form.product),
        "notices": [notice_text(notice) for notice in quote.notices] if quote else [],
        "rate": terms.rate if quote and "rate" in form.fields else terms.factor,
    }
    return render(request, "lending/calculator.html", context)


@login_not_required
def products(request: HttpRequest) -> HttpResponse:
    """The shelf; filters are in the address, the order cannot be bought."""
    found = ShelfFilter(request.GET, queryset=shelf())
    context = {"filter": found, "page": page_of(request, found.qs), "is_filtered": any(request.GET.values())}
    return render(request, "lending/shelf.html", context)


@login_not_required
def product(request: HttpRequest, public_id: str) -> HttpResponse:
    """One product of the shelf with its written conditions."""
    return render(request, "lending/product.html", {"mandate": get_object_or_404(shelf(), public_id=public_id)})


@login_not_required
def lender_figures(request: HttpRequest) -> HttpResponse:
    """Promised against final terms, answer rates, days to the money: per lender, with small groups left out."""
    return render(request, "lending/figures.html", {"rows": figures.per_lender(), "least": figures.LEAST})
