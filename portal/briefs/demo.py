"""The demo market's policy side: briefs in every state, applications, a consultation, a policy-lab case.

Everything goes through the services where time allows it; moments in the past are set afterwards.
"""

from datetime import timedelta
from typing import Any

from portal.briefs import demo_history
from portal.briefs.data import read
from portal.briefs.models import AnswerTemplate, Application, Brief, BriefVersion, Indicator, Programme
from portal.briefs.services import applications, audience, briefs, consultations, lab, readers, representatives
from portal.common import clock
from portal.organisations.actors import Actor
from portal.organisations.models import Fact, Organisation

# What the briefs' conditions ask for beyond the cast's own facts.
EXTRA_FACTS: dict[str, dict[str, Any]] = {
    "noor": {
        "has_tax_clearance": True,
        "is_rural": False,
        "has_borrowed_before": True,
        "women_share": "60",
        "has_website": True,
    },
    "waha": {"has_tax_clearance": True, "exports_already": True, "is_rural": True, "has_borrowed_before": False},
    "linghang": {"has_tax_clearance": True, "exports_already": True, "women_share": "0"},
    "sadu": {"has_tax_clearance": True, "is_rural": True, "women_share": "100", "has_borrowed_before": False},
    "najd": {"has_website": True, "is_rural": False},
    "marsa": {"has_tax_clearance": False},
}
CONSENTING = ("noor", "waha", "sadu", "najd", "rimal", "qingteng", "marsa")
AGES = {"voucher": 74, "relief": 46, "fair": 5}  # days since each brief was published
NAMES = {
    "en": "Small firms go digital",
    "zh-hans": "小企业数字化计划",
    "ar": "برنامج رقمنة المنشآت الصغيرة",
}


def build(cast: Any) -> Any:
    """Make the policy side of the market. ``cast`` names firms by key and gives actors by person."""
    facts(cast)
    programme = make_programme(cast)
    made = {key: make_brief(cast, key, days, programme if key == "voucher" else None) for key, days in AGES.items()}
    make_unfinished(cast)
    make_new_version(cast, made["voucher"])
    make_applications(cast, made)
    make_readers(made)
    make_consultation(cast, made["voucher"])
    make_case(cast, made["voucher"])
    demo_history.build(cast, made)
    return cast


def facts(cast: Any) -> None:
    """Facts the conditions ask for, where the cast does not hold them."""
    for key, held in EXTRA_FACTS.items():
        for code, value in held.items():
            keep(cast.firms[key], code, value)
    for key in CONSENTING:
        keep(cast.firms[key], lab.CONSENT, True)


def keep(firm: Organisation, code: str, value: Any) -> None:
    """One current fact, unless the firm has one."""
    if not Fact.objects.filter(organisation=firm, code=code, is_current=True).exists():
        Fact.objects.create(organisation=firm, code=code, value=value, as_of=clock.today())


def make_programme(cast: Any) -> Programme:
    """A programme with one typed and one live indicator."""
    programme = Programme.objects.create(
        issuer=cast.firms["authority"],
        names=NAMES,
        summaries={
            "en": "By 2028 every second small firm works with a till, stock or accounts system.",
            "zh-hans": "到2028年，一半小企业使用收银、库存或财务系统。",
            "ar": "بحلول عام 2028 تعمل نصف المنشآت الصغيرة بنظام بيع أو مخزون أو حسابات.",
        },
        topic="digital",
        priority=1,
        starts_on=clock.today() - timedelta(days=200),
        ends_on=clock.today() + timedelta(days=600),
    )
    names = {"en": "Firms with a system of their own", "zh-hans": "使用系统的企业占比", "ar": "منشآت لها نظام خاص"}
    Indicator.objects.create(
        programme=programme, names=names, unit="%", baseline=31, target=50, value=37, as_of=clock.today()
    )
    names = {"en": "Benefits paid", "zh-hans": "已发放的补贴", "ar": "المنافع المدفوعة"}
    Indicator.objects.create(programme=programme, names=names, figure="benefits_paid", baseline=0, target=400)
    return programme


def write(actor: Actor, brief: Brief, texts: dict[str, dict[str, str]]) -> None:
    """Save all texts, marked ready."""
    fields = {(language, code): (body, True) for language, held in texts.items() for code, body in held.items()}
    briefs.texts_save(actor=actor, brief=brief, texts=fields)


def make_brief(cast: Any, key: str, days: int, programme: Programme | None) -> Brief:
    """Write, review by the second person, publish ``days`` ago, tell the firms."""
    data = read("demo_briefs")[key]
    writer, second = cast.actor("admin"), cast.actor("admin.second")
    today = clock.today()
    brief = briefs.brief_create(actor=writer, source_language="en", title=data["texts"]["en"]["title"])
    write(writer, brief, data["texts"])
    terms = {
        **{name: value for name, value in data["terms"].items() if not name.startswith("amount_")},
        **{name: decimal(value) for name, value in data["terms"].items() if name.startswith("amount_")},
        "issued_on": today - timedelta(days=days + 4),
        "starts_on": today - timedelta(days=days),
        "ends_on": today + timedelta(days=60),
        "conditions": data["conditions"],
        "programme": programme,
    }
    briefs.terms_save(actor=writer, brief=brief, terms=terms)
    briefs.brief_submit(actor=writer, brief=brief)
    briefs.brief_approve(actor=second, brief=brief)
    brief.refresh_from_db()
    audience.match(version_of(brief))
    moment = clock.now() - timedelta(days=days)
    BriefVersion.objects.filter(pk=version_of(brief).pk).update(published_at=moment)
    Brief.objects.filter(pk=brief.pk).update(published_at=moment)
    brief.refresh_from_db()
    return brief


def decimal(value: str) -> Any:
    """Amounts as decimals, words as they are."""
    from decimal import Decimal

    return Decimal(value) if value.replace(".", "").isdigit() else value


def version_of(brief: Brief) -> BriefVersion:
    """The version in force."""
    assert brief.current_version is not None  # noqa: S101
    return brief.current_version


# The fair's texts serve three more briefs, each for another place: the words to replace, by language.
PLACES = {
    "Guangzhou": {"en": ("Shanghai", "Guangzhou"), "zh-hans": ("上海", "广州"), "ar": ("شنغهاي", "قوانغتشو")},
    "Dubai": {"en": ("Shanghai", "Dubai"), "zh-hans": ("上海", "迪拜"), "ar": ("شنغهاي", "دبي")},
    "Milan": {"en": ("Shanghai", "Milan"), "zh-hans": ("上海", "米兰"), "ar": ("شنغهاي", "ميلانو")},
}


def fair_in(place: str, languages: tuple[str, ...]) -> dict[str, dict[str, str]]:
    """The texts of the fair brief for another place."""
    texts = read("demo_briefs")["fair"]["texts"]
    return {
        language: {code: body.replace(*PLACES[place][language]) for code, body in texts[language].items()}
        for language in languages
    }


def make_unfinished(cast: Any) -> None:
    """A draft in one language, one waiting for the second person, one scheduled."""
    writer, second = cast.actor("admin"), cast.actor("admin.second")
    for place, source, languages, author in (
        ("Guangzhou", "zh-hans", ("zh-hans",), writer),
        ("Dubai", "ar", ("ar", "en", "zh-hans"), second),
        ("Milan", "en", ("en", "zh-hans", "ar"), writer),
    ):
        texts = fair_in(place, languages)
        brief = briefs.brief_create(
            actor=author, source_language=source, title=texts[source]["title"], topic="trade", support="market"
        )
        write(author, brief, texts)
        if place == "Guangzhou":
            continue
        briefs.brief_submit(actor=author, brief=brief)
        if place == "Milan":
            briefs.brief_approve(actor=second, brief=brief, publish_at=clock.now() + timedelta(days=6))


def make_new_version(cast: Any, brief: Brief) -> None:
    """The voucher's second version, so that the public diff has something to show."""
    writer, second = cast.actor("admin"), cast.actor("admin.second")
    briefs.brief_revise(actor=writer, brief=brief)
    changed = {
        "en": {
            "dates": "You get an answer within 15 working days. We pay within 10 working days after that.",
            "changes": "We answer five working days sooner.",
        },
        "zh-hans": {"dates": "十五个工作日内答复，之后十个工作日内付款。", "changes": "答复时间缩短五个工作日。"},
        "ar": {
            "dates": "يصلك الرد خلال خمسة عشر يوم عمل. ثم ندفع خلال عشرة أيام عمل.",
            "changes": "نرد أسرع بخمسة أيام عمل.",
        },
    }
    write(writer, brief, changed)
    briefs.terms_save(actor=writer, brief=brief, terms={"decision_days": 15})
    briefs.brief_submit(actor=writer, brief=brief)
    briefs.brief_approve(actor=second, brief=brief)
    brief.refresh_from_db()
    audience.match(version_of(brief))
    BriefVersion.objects.filter(pk=version_of(brief).pk).update(published_at=clock.now() - timedelta(days=6))


def make_applications(cast: Any, made: dict[str, Brief]) -> None:
    """One application in each state; one through the chamber; one confirmed without applying."""
    from decimal import Decimal

    office = cast.actor("admin")
    voucher, relief = made["voucher"], made["relief"]
    rows: dict[str, Application] = {}
    for key in ("owner", "owner.ar", "sadu", "najd"):
        row = applications.application_start(actor=cast.actor(key), brief=voucher, language=cast.users[key].language)
        applications.application_save(
            actor=cast.actor(key), application=row, cost=Decimal(20000), statement=STATEMENTS[cast.users[key].language]
        )
        applications.application_submit(actor=cast.actor(key), application=row)
        rows[key] = row
    applications.application_decide(
        actor=office, application=rows["owner"], is_approved=True, reasons="All conditions are met. The price is usual."
    )
    applications.application_pay(actor=office, application=rows["owner"], reference="PAY-2026-00417")
    applications.application_ask(
        actor=office, application=rows["owner.ar"], question="يرجى إرسال عرض سعر يذكر مدة الاشتراك."
    )
    applications.application_decide(
        actor=office,
        application=rows["najd"],
        is_approved=False,
        reasons="The tax clearance is missing. Send it and apply again.",
    )
    representatives.representative_grant(actor=cast.actor("marsa"), adviser=cast.firms["chamber"])
    client = applications.application_start(actor=cast.actor("adviser"), brief=voucher, client=cast.firms["marsa"])
    applications.application_save(
        actor=cast.actor("adviser"),
        application=client,
        cost=Decimal(12000),
        statement="A route planner for four trucks.",
    )
    applications.application_submit(actor=cast.actor("adviser"), application=client)
    confirmed = applications.benefit_confirm(actor=cast.actor("sadu"), brief=relief)
    applications.application_pay(actor=office, application=confirmed, reference="PAY-2026-00418")


STATEMENTS = {
    "en": "A till and stock system for two shops.",
    "zh-hans": "为两家门店购买收银和库存系统。",
    "ar": "نظام بيع ومخزون لمحلين.",
}


def make_readers(made: dict[str, Brief]) -> None:
    """Readers who answered whether it was clear, and one who found a mistake."""
    for brief in made.values():
        version = version_of(brief)
        for language, clear, unclear in (("en", 14, 2), ("zh-hans", 6, 1), ("ar", 11, 2)):
            for _number in range(3 * clear):
                audience.reading_count(version=version, language=language)
            choices = version.content["choices"].get(language)
            right = version.content["terms"].get("right_choice") if choices else None
            for number in range(clear + unclear):
                choice = None if right is None else right if number else right % len(choices) + 1
                audience.clarity_give(version=version, language=language, is_clear=number < clear, choice=choice)
    readers.correction_propose(
        actor=Actor(),
        brief=made["voucher"],
        language="en",
        code="contact",
        proposal="The desk is also open on Thursday afternoon. Please add it.",
    )


CONSULTATION: dict[str, Any] = {
    "names": {
        "en": "Draft: vouchers for firms above 50 people",
        "zh-hans": "草案：五十人以上企业的补贴券",
        "ar": "مسودة: قسائم لمنشآت أكبر من خمسين عاملا",
    },
    "summaries": {
        "en": "Should the voucher be open to larger firms, at a lower rate?",
        "zh-hans": "补贴券是否应以较低比例向更大的企业开放？",
        "ar": "هل تفتح القسيمة لمنشآت أكبر بنسبة أقل؟",
    },
    "paragraphs": {
        "en": [
            "Firms with 51 to 100 people may apply.",
            "They get 40 percent of the price.",
            "The cap stays at SAR 30,000.",
        ],
        "zh-hans": ["五十一至一百人的企业可以申请。", "补贴价格的百分之四十。", "上限仍为三万里亚尔。"],
        "ar": [
            "يجوز للمنشآت التي فيها 51 إلى 100 عامل التقديم.",
            "تحصل على أربعين في المئة من الثمن.",
            "يبقى الحد ثلاثين ألف ريال.",
        ],
    },
}
SAID = [
    ("rimal", 0, "ar", "نؤيد ذلك، فمنشأتنا فيها 88 عاملا ولا تحصل على شيء اليوم."),
    ("owner.zh", 1, "zh-hans", "百分之四十太低，至少应为百分之五十。"),
    ("owner", 2, "en", "The cap should grow with the number of people."),
    ("sadu", 1, "en", "Please keep enough money for micro firms."),
]  # who, on which paragraph, in which language, what


def make_consultation(cast: Any, brief: Brief) -> None:
    """An open consultation with comments; an answered one with progress."""
    writer = cast.actor("admin")
    today = clock.today()
    row = consultations.consultation_create(
        actor=writer,
        **CONSULTATION,
        opens_on=today,
        closes_on=today + timedelta(days=21),
        brief=brief,
    )
    consultations.consultation_open(actor=writer, consultation=row)
    paragraphs = list(row.paragraphs.select_related("consultation__issuer"))
    kept = [
        consultations.comment_add(actor=cast.actor(who), paragraph=paragraphs[place], body=body, language=language)
        for who, place, language, body in SAID
    ]
    template = AnswerTemplate.objects.create(
        issuer=cast.firms["authority"],
        name="Thanks, taken up",
        position="accepted",
        texts={
            "en": "Thank you. We take this up in the next draft.",
            "zh-hans": "谢谢，我们将在下一稿中采纳。",
            "ar": "شكرا، سنأخذ بذلك في المسودة التالية.",
        },
    )
    consultations.comments_answer(actor=writer, comments=kept[:1], position="accepted", reason="", template=template)
    consultations.comments_answer(
        actor=writer, comments=kept[3:], position="considered", reason="A share of the money is kept for them already."
    )
    kept[0].refresh_from_db()
    consultations.execution_move(actor=writer, comment=kept[0], execution="under_way", note="")


LARGER_FIRMS = {
    "schema": 2,
    "any": [
        {
            "all": [
                {"fact": "employees", "op": "lte", "value": "100"},
                {"fact": "age_months", "op": "gte", "value": "12"},
                {"fact": "has_tax_clearance", "op": "is", "value": True},
            ]
        }
    ],
}


def make_case(cast: Any, brief: Brief) -> None:
    """A policy-lab case, worked out and public."""
    writer = cast.actor("admin")
    case = lab.case_create(
        actor=writer,
        names={
            "en": "What if the limit were 100 people?",
            "zh-hans": "如果上限为一百人？",
            "ar": "ماذا لو كان الحد مئة عامل؟",
        },
        questions={
            "en": "Who gains when the voucher opens to larger firms?",
            "zh-hans": "补贴券扩大后谁受益？",
            "ar": "من يستفيد إذا فتحت القسيمة لمنشآت أكبر؟",
        },
        base=brief.conditions,
        changed=LARGER_FIRMS,
        brief=brief,
        amount=14000,
    )
    lab.case_run(actor=writer, case=case)
    case.refresh_from_db()
    if case.state == "running":
        lab.run(case)
        case.refresh_from_db()
    lab.case_publish(
        actor=writer,
        case=case,
        answers={
            "en": "The gain is worth its cost. We propose to open the voucher to larger firms at a lower rate.",
            "zh-hans": "收益值得投入。我们建议以较低比例向更大的企业开放补贴券。",
            "ar": "الفائدة تستحق كلفتها. نقترح فتح القسيمة لمنشآت أكبر بنسبة أقل.",
        },
        changes={
            "en": "The draft for larger firms is open for comments.",
            "zh-hans": "面向较大企业的草案已公开征求意见。",
            "ar": "مسودة المنشآت الأكبر مفتوحة للتعليق.",
        },
    )
