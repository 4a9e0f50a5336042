"""Answer sets for the tests: everything good, everything bad."""

from typing import Any

from digital.instruments.catalogue import SCALE_TOP, SCENE_TOP, SharedFact, facts

BEST_CHOICES = {
    "awareness": "peers", "system_coverage": "all", "energy_trend": "down", "quality_trend": "up",
    "productivity_trend": "up", "cost_trend": "down",
}  # fmt: skip
WORST_CHOICES = {
    "awareness": "none", "system_coverage": "none", "energy_trend": "up", "quality_trend": "down",
    "productivity_trend": "down", "cost_trend": "up",
}  # fmt: skip


def _answer(fact: SharedFact, *, good: bool) -> Any:
    if fact.kind == "ticks":
        return [code for code in fact.item_codes if code not in fact.exclusive] if good else []
    if fact.kind == "percent":
        return "100" if good else "0"
    if fact.kind == "choice":
        return (BEST_CHOICES if good else WORST_CHOICES)[fact.code]
    if fact.kind == "levels":
        value: Any = max(fact.values, key=fact.values.__getitem__) if good else "no"
    else:
        value = (SCENE_TOP if fact.kind == "scenes" else SCALE_TOP) if good else 0
    return dict.fromkeys(fact.item_codes, value)


def full(*, good: bool = True) -> dict[str, Any]:
    """Every question answered as well (or as badly) as possible."""
    return {fact.code: _answer(fact, good=good) for fact in facts().values()}


def middling() -> dict[str, Any]:
    """A believable small firm: the basics in place, little more; every question answered."""
    answers = full(good=False)
    answers.update(
        {
            "basic_technologies": ["internet", "website", "social", "egov", "erp"],
            "preparation": ["goals", "leadership"],
            "data_management": ["stored"],
            "security": ["data_rules", "backup"],
            "skills": ["doing", "courses"],
            "engagement": ["communication"],
            "network": ["application"],
            "system_coverage": "two",
            "awareness": "plan",
            "digital_equipment_rate": "35",
            "networked_equipment_rate": "10",
            "energy_trend": "same",
            "quality_trend": "same",
            "productivity_trend": "same",
            "cost_trend": "same",
            "scenes": dict.fromkeys(facts()["scenes"].item_codes, 1),
        }
    )
    return answers
