"""The language: what is accepted, what is refused and where, three values, hierarchies, currencies, old documents."""

import json
from datetime import date
from decimal import Decimal
from random import Random

import pytest
from django.utils.translation import override
from jsonschema import Draft202012Validator

from portal.criteria import catalogue, codes, derived, reasons, rules, schema, sentences, values
from portal.criteria.catalogue import FactValue
from portal.criteria.contradictions import contradictions, is_impossible
from portal.criteria.evaluate import Outcome, evaluate, quick_outcome
from portal.criteria.rates import RateTable, default_table
from tests.portal.criteria.worlds import RATES, TODAY, criterion, firm, raw_document


def one(fact, op, value, **more):
    return {"any": [{"all": [{"fact": fact, "op": op, "value": value, **more}]}]}


def outcome(document, **facts):
    held = {code: values.read_fact(catalogue.require(code), raw) for code, raw in facts.items()}
    return quick_outcome(rules.read(document), held, today=TODAY, rates=RATES)


def sar(amount):
    return {"amount": str(amount), "currency": "SAR"}


YES, NO, OPEN = Outcome.MEETS, Outcome.DOES_NOT, Outcome.CANNOT_TELL


@pytest.mark.parametrize(
    ("fact", "op", "value", "held", "expected"),
    [
        ("employees", "gte", "5", 5, YES),
        ("employees", "gt", "5", 5, NO),
        ("employees", "lt", "5", "4.9999", YES),
        ("employees", "eq", "5", "5.0", YES),
        ("employees", "ne", "5", 5, NO),
        ("employees", "between", {"min": "5", "max": "9", "max_open": True}, 9, NO),
        ("employees", "between", {"min": "5"}, 10**6, YES),
        ("employees", "gte", "5", None, OPEN),
        ("revenue", "gte", sar(375), {"amount": "100", "currency": "USD"}, YES),
        ("revenue", "gt", sar(375), {"amount": "100", "currency": "USD"}, NO),
        ("revenue", "gte", sar(375), {"amount": "100", "currency": "JPY"}, OPEN),
        ("sector", "any_of", ["C"], ["1071"], YES),
        ("sector", "any_of", ["10"], ["C"], NO),
        ("sector", "none_of", ["10"], ["1071", "62"], NO),
        ("sector", "all_of", ["C", "62"], ["1071", "620"], YES),
        ("sector", "none_of", ["C"], [], YES),
        ("region", "any_of", ["SA-01"], ["SA-01-RUH"], YES),
        ("region", "any_of", ["SA"], ["SA-04"], YES),
        ("markets", "any_of", ["GCC"], ["AE"], YES),
        ("markets", "any_of", ["EUU"], ["AE"], NO),
        ("hs_codes", "any_of", ["08"], ["080510"], YES),
        ("product", "any_of", ["islamic"], ["murabaha"], YES),
        ("founded_on", "lte", "2020-01-01", "2020-01-01", YES),
        ("has_website", "is", True, False, NO),
        ("has_website", "is", True, None, OPEN),
    ],
)
def test_operators(fact, op, value, held, expected):
    assert outcome(one(fact, op, value), **{fact: held}) is expected
    opposite = {YES: NO, NO: YES, OPEN: OPEN}[expected]
    assert outcome(one(fact, op, value, negate=True), **{fact: held}) is opposite


def test_kleene_or_and_and():
    known = {"fact": "employees", "op": "gte", "value": "5"}
    unknown = {"fact": "months", "op": "gte", "value": "5"}
    assert outcome({"any": [{"all": [known, unknown]}]}, employees=6) is OPEN
    assert outcome({"any": [{"all": [known, unknown]}]}, employees=4) is NO
    assert outcome({"any": [{"all": [known]}, {"all": [unknown]}]}, employees=6) is YES
    assert outcome({"any": [{"all": [known]}, {"all": [unknown]}]}, employees=4) is OPEN


def test_quick_and_full_evaluation_agree():
    random = Random(3)
    for _ in range(500):
        document, facts = criterion(random), firm(random)
        full = evaluate(document, facts, today=TODAY, rates=RATES)
        assert quick_outcome(document, facts, today=TODAY, rates=RATES) is full.outcome
        if full.in_force:
            assert full.shown.outcome is full.outcome


def test_knowing_more_never_turns_a_decided_answer():
    random = Random(4)
    for _ in range(300):
        document, facts = criterion(random), firm(random, missing=0.0)
        before = dict(list(facts.items())[: random.randint(0, len(facts))])
        first = quick_outcome(document, before, today=TODAY, rates=RATES)
        if first is not OPEN:
            assert quick_outcome(document, facts, today=TODAY, rates=RATES) is first


def test_dates_of_force_include_both_days():
    document = rules.read({**one("employees", "gte", "1"), "valid_from": "2026-01-02", "valid_to": "2026-01-03"})
    facts = {"employees": FactValue(Decimal(3))}
    days = [quick_outcome(document, facts, today=date(2026, 1, day), rates=RATES) for day in (1, 2, 3, 4)]
    assert days == [NO, YES, YES, NO]


RULE = {"fact": "employees", "op": "gte", "value": "5"}


@pytest.mark.parametrize(
    ("document", "pointer"),
    [
        ([], ""),
        ("text", ""),
        ({}, "/any"),
        ({"any": []}, "/any"),
        ({"any": [{}]}, "/any/0/all"),
        ({"any": [{"all": []}]}, "/any/0/all"),
        ({"any": [7]}, "/any/0"),
        ({"any": [{"all": [RULE]}], "extra": 1}, "/extra"),
        ({"any": [{"all": [RULE]}], "schema": 99}, "/schema"),
        ({"any": [{"all": [RULE]}], "valid_from": "soon"}, "/valid_from"),
        ({"any": [{"all": [RULE]}], "valid_from": "2026-02-01", "valid_to": "2026-01-01"}, "/valid_to"),
        (one("height", "gte", "5"), "/any/0/all/0/fact"),
        (one(None, "gte", "5"), "/any/0/all/0/fact"),
        (one("employees", "like", "5"), "/any/0/all/0/op"),
        (one("employees", ["gte"], "5"), "/any/0/all/0/op"),
        (one("employees", "any_of", ["5"]), "/any/0/all/0/op"),
        (one("employees", "gte", "five"), "/any/0/all/0/value"),
        (one("employees", "gte", "NaN"), "/any/0/all/0/value"),
        (one("employees", "gte", float("inf")), "/any/0/all/0/value"),
        (one("employees", "gte", True), "/any/0/all/0/value"),
        (one("employees", "gte", "1.00001"), "/any/0/all/0/value"),
        (one("employees", "gte", "9" * 30), "/any/0/all/0/value"),
        (one("employees", "between", {}), "/any/0/all/0/value"),
        (one("employees", "between", {"min": "5", "max": "4"}), "/any/0/all/0/value/max"),
        (one("employees", "between", {"min": "5", "max_open": 1}), "/any/0/all/0/value/max_open"),
        (one("revenue", "gte", "5"), "/any/0/all/0/value"),
        (one("revenue", "gte", {"amount": "5", "currency": "sar"}), "/any/0/all/0/value/currency"),
        (one("sector", "any_of", []), "/any/0/all/0/value"),
        (one("sector", "any_of", "C"), "/any/0/all/0/value"),
        (one("sector", "any_of", ["C", "Q9"]), "/any/0/all/0/value/1"),
        (one("region", "any_of", ["SA-99"]), "/any/0/all/0/value/0"),
        (one("has_website", "is", "true"), "/any/0/all/0/value"),
        (one("employees", "gte", "5", negate="no"), "/any/0/all/0/negate"),
        (one("employees", "gte", "5", weight=3), "/any/0/all/0/weight"),
        ({"any": [{"all": [{"fact": "employees", "op": "gte"}]}]}, "/any/0/all/0/value"),
        ({"any": [{"all": [{"use": "x"}]}]}, "/any/0/all/0/use"),
        ({"define": {"x": []}, "any": [{"all": [{"use": "x"}]}]}, "/define/x"),
        ({"define": {"a": [{"use": "b"}], "b": [{"use": "a"}]}, "any": [{"all": [{"use": "a"}]}]}, "/define/b/0/use"),
        ({"define": {"a": [{"use": "a"}]}, "any": [{"all": [RULE]}]}, "/define/a/0/use"),
        ({"any": [{"all": [RULE] * 10_000}]}, "/any/0/all/1000"),
        ({"any": [{"all": [RULE]}] * 101}, "/any"),
    ],
)
def test_nonsense_is_refused_at_its_place(document, pointer):
    assert pointer in [problem.pointer for problem in rules.problems_of(document)]


def test_nested_lists_cannot_multiply_without_end():
    define = {f"l{n}": [{"use": f"l{n + 1}"}] * 50 for n in range(15)} | {"l15": [RULE]}
    problems = rules.problems_of({"define": define, "any": [{"all": [{"use": "l0"}]}]})
    assert problems


def test_named_lists_are_shared():
    document = {"define": {"sound": [RULE]}, "any": [{"all": [{"use": "sound"}]}, {"all": [{"use": "sound"}, RULE]}]}
    assert len(list(rules.read(document).rules())) == 3


def test_a_document_of_the_first_schema_still_evaluates():
    assert outcome({"schema": 1, "all": [RULE]}, employees=6) is YES


def test_a_fact_that_has_left_the_catalogue_cannot_be_told():
    document = rules.read({"any": [{"all": [RULE, {"fact": "fax_number", "op": "gte", "value": 1}]}]}, strict=False)
    facts = {"employees": FactValue(Decimal(6)), "fax_number": FactValue(Decimal(6))}
    assert quick_outcome(document, facts, today=TODAY, rates=RATES) is OPEN
    assert "fax_number" in sentences.requirement(list(document.rules())[1])


def test_accepted_documents_pass_the_published_schema_and_back():
    validator = Draft202012Validator(schema.published())
    random = Random(9)
    for _ in range(200):
        document = raw_document(random)
        rules.read(document)
        validator.validate(json.loads(json.dumps(document)))
    for wrong in (one("height", "gte", 5), one("employees", "any_of", ["x"]), one("revenue", "gte", "5"), {"any": []}):
        assert not validator.is_valid(wrong)


@pytest.mark.parametrize(
    ("pairs", "impossible"),
    [
        ([("employees", "gte", "10"), ("employees", "lt", "10")], True),
        ([("employees", "gt", "9"), ("employees", "lt", "10")], False),  # half a post is possible
        ([("employees", "gt", "9"), ("employees", "lt", "9.0001")], True),
        ([("employees", "gte", "10"), ("employees", "lte", "10")], False),
        ([("employees", "lt", "0")], True),
        ([("women_share", "gt", "100")], True),
        ([("revenue", "gte", sar(400)), ("revenue", "lt", {"amount": "100", "currency": "USD"})], True),
        ([("revenue", "gte", sar(300)), ("revenue", "lt", {"amount": "100", "currency": "USD"})], False),
        ([("sector", "any_of", ["10"]), ("sector", "none_of", ["C"])], True),
        ([("sector", "any_of", ["C"]), ("sector", "none_of", ["10"])], False),
        ([("purpose", "all_of", ["export", "digital"])], True),
        ([("has_website", "is", True), ("has_website", "is", False)], True),
        ([("founded_on", "gte", "2020-01-01"), ("founded_on", "lt", "2020-01-01")], True),
    ],
)
def test_rules_nobody_can_meet_are_named(pairs, impossible):
    entries = [{"fact": fact, "op": op, "value": value} for fact, op, value in pairs]
    document = rules.read({"any": [{"all": [RULE | {"value": "0"}, *entries]}]})
    found = contradictions(document, RATES)
    assert is_impossible(document, RATES) is impossible
    if impossible:
        assert found[0].rule.pointer == f"/any/0/all/{len(pairs)}"
        assert str(found[0].rule.fact.label) in found[0].message
    else:
        assert not found


def test_contradictions_are_never_met_by_random_firms():
    random = Random(12)
    for _ in range(400):
        document = criterion(random, groups=1)
        if is_impossible(document, RATES):
            for _ in range(5):
                assert quick_outcome(document, firm(random, 0.0), today=TODAY, rates=RATES) is not YES


def test_derived_facts():
    facts = {
        "founded_on": FactValue(date(2024, 9, 2)),
        "employees": FactValue(Decimal(12)),
        "revenue": FactValue(Decimal("2500000"), "SAR"),
        "previous_revenue": FactValue(Decimal("500000"), "USD"),
    }
    found = derived.with_derived(facts, TODAY, RATES)
    assert found["age_months"].value == 17
    assert found["size_class"].value == frozenset({"small"})
    assert found["revenue_growth"].value == Decimal("33.33")
    assert "age_months" not in derived.with_derived({"founded_on": FactValue(date(2027, 1, 1))}, TODAY, RATES)
    given = derived.with_derived(facts | {"age_months": FactValue(Decimal(3))}, TODAY, RATES)
    assert given["age_months"].value == 3


def test_rates_need_both_currencies():
    table = RateTable(TODAY, {"SAR": Decimal("3.75")})
    assert table.convert(Decimal(5), "JPY", "JPY") == 5
    assert table.convert(Decimal(5), "JPY", "SAR") is None
    assert default_table().convert(Decimal(100), "USD", "SAR") == 375


@pytest.mark.parametrize("language", ["en", "zh-hans", "ar"])
def test_every_rule_reads_as_a_sentence(language):
    random = Random(2)
    with override(language):
        for _ in range(300):
            document, facts = criterion(random), firm(random)
            for group in evaluate(document, facts, today=TODAY, rates=RATES).groups:
                for result in group.rules:
                    for text in (sentences.sentence(result), sentences.requirement(result.rule)):
                        assert text
                        assert "%(" not in text
                    assert sentences.raw_needed(result.rule)


def test_values_are_written_as_they_are_read():
    random = Random(8)
    for _ in range(200):
        for code, held in firm(random).items():
            fact = catalogue.require(code)
            assert values.read_fact(fact, values.write_fact(fact, held)).value == held.value


def test_a_code_list_in_a_circle_is_refused():
    with pytest.raises(ValueError, match="own ancestor"):
        codes.register("circle", {"a": "A", "b": "B"}, {"a": "b", "b": "a"})


def test_a_reason_kept_as_data_tells_the_same_sentence():
    random = Random(21)
    for _ in range(200):
        for result in evaluate(criterion(random), firm(random), today=TODAY, rates=RATES).shown.rules:
            assert reasons.told(json.loads(json.dumps(reasons.stored(result)))) == sentences.sentence(result)


def test_sentences_follow_a_change_of_language():
    rule = next(rules.read(one("employees", "gte", "5")).rules())
    found = []
    for language in ("en", "ar", "zh-hans", "en"):
        with override(language):
            found.append(sentences.requirement(rule))
    assert found[0] == found[3] == "Staff: at least 5 people."
    assert len(set(found)) == 3
