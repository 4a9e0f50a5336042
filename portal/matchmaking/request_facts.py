"""Facts of requests for rules: what is recorded of the firm, with the request's own answers over it."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from portal.criteria.catalogue import FactValue
from portal.matchmaking.models import Request
from portal.organisations import facts as firm_facts

Answers = Callable[[Request], Mapping[str, FactValue]]


def of_many(answers: Answers, requests: Iterable[Request]) -> Iterator[tuple[int, dict[str, FactValue]]]:
    """(key, facts) of many requests; one query for all their firms. ``answers`` reads a pillar's details.

    What is not known is left out and never counts as "no".
    """
    rows = list(requests)
    firms = firm_facts.facts_of_many({row.organisation for row in rows})
    for row in rows:
        yield row.pk, {**firms[row.organisation_id], **answers(row)}


def of_one(answers: Answers, request: Request) -> dict[str, FactValue]:
    """As :func:`of_many`, of one."""
    return {**firm_facts.facts_of(request.organisation), **answers(request)}
