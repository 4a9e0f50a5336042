"""What the people of the digital demo write, each in their own language."""
# ruff: noqa: E501 -- whole sentences of the demo people stay on their line

from decimal import Decimal as D
from typing import Any

PROVIDERS: dict[str, dict[str, Any]] = {
    "provider": {
        "language": "en", "support": "Sunday to Thursday, 8:00–18:00; form at any time",
        "summary": "We set up stock, till and order systems for bakeries, shops and small factories. One person stays your contact from the first visit to a year after the start.",
        "categories": ["inventory", "erp", "pos", "training", "analytics"], "sectors": ["food", "retail", "hospitality"], "languages": ["en", "ar"],
        "packages": [
            ("Stock by scanner, up to 2,000 items", "inventory", "Two scanners, stock lists, reorder rules, link to the till.\nTwo half-days of training on site.\nHelp desk for twelve months.", "Label printer and labels.", {"software": "16000", "equipment": "6000", "training": "4000", "delivery": "1500"}, "3600", 2),
            ("Till and daily figures", "pos", "One till, card link, daily report by mail, item list set up for you.", "Cash drawer.", {"software": "7000", "equipment": "3500", "service": "1500"}, "1800", 1),
            ("Orders, stock and accounts in one (starter)", "erp", "Sales orders, purchasing, stock, invoices by the tax authority's rules, five users.\nTransfer of customers, items and opening figures.", "Payroll.", {"software": "38000", "service": "14000", "training": "6000"}, "9600", 4),
        ],
        "references": [("Oasis Café", "Counting takes an hour now, it was a day."), ("Dar Al-Khubz", "They came back twice after the start without being asked."), ("Falaj Market", "Good, the app could be quicker."), ("Sahel Sweets", "The staff use it daily."), ("Jood Kitchen", "Worth the money.")],
    },
    "provider.ar": {
        "language": "ar", "support": "من الأحد إلى الخميس، 8:00–17:00",
        "summary": "نبني المتاجر الإلكترونية وأنظمة المحاسبة للمنشآت الصغيرة، ونربطها بالمخزون والدفع والشحن. نعمل بالعربية والإنجليزية.",
        "categories": ["ecommerce", "erp", "crm", "inventory", "security"], "sectors": ["food", "retail", "agriculture", "services"], "languages": ["ar", "en"],
        "packages": [
            ("متجر إلكتروني مرتبط بالمخزون", "ecommerce", "متجر بلغتين، دفع إلكتروني، ربط مع شركتي شحن، تحديث المخزون آليًا.\nتدريب يومين وإدخال 200 منتج.", "تصوير المنتجات.", {"software": "18000", "service": "6000", "training": "3000"}, "4200", 2),
            ("الفوترة الإلكترونية خلال أسبوع", "erp", "إعداد الفوترة وفق متطلبات الهيئة، ثلاثة مستخدمين، تدريب نصف يوم.", "الأجهزة.", {"software": "4200", "service": "1800"}, "1500", 1),
        ],
        "references": [("متجر البستان", "زادت طلباتنا من خارج المدينة."), ("عسل السراة", "خدمة سريعة وصادقة."), ("مخبز الضحى", "")],
    },
    "provider.zh": {
        "language": "zh-hans", "support": "周一至周五 9:00–18:00",
        "summary": "面向中小制造企业的生产管控与设备联网服务，提供现场实施、培训与一年陪跑。",
        "categories": ["production", "equipment", "quality", "inventory", "automation", "energy"], "sectors": ["metal", "food"], "languages": ["zh-hans", "en"],
        "packages": [
            ("轻量级生产管控（20 台设备以内）", "production", "工单、报工、质检、看板；现场实施与培训。\n含一年远程支持。", "服务器与网络改造。", {"software": "68000", "service": "32000", "training": "10000"}, "18000", 4),
            ("设备联网与能耗监测", "equipment", "10 台设备数据采集、停机报警、分项能耗。", "传感器之外的硬件。", {"equipment": "45000", "software": "25000", "service": "15000", "delivery": "4000"}, "12000", 3),
        ],
        "references": [("华锐精工", "停机一目了然。"), ("东屿食品", "质检记录终于可以追溯了。")],
    },
}  # fmt: skip

# Providers nobody signs in as: their past deals stand in the prices.
MORE_PROVIDERS = (
    ("rukn", "en", "Tills, card payment and online shops for chains of two to ten branches.", ("pos", "ecommerce")),
    (
        "shaheen",
        "ar",
        "أنظمة محاسبة ونقاط بيع ومتاجر، مع الفوترة الإلكترونية من اليوم الأول.",
        ("erp", "pos", "ecommerce"),
    ),
)

EXTRA_FIRMS = [
    ("Dar Al-Khubz", "en"), ("مخبز الضحى", "ar"), ("东屿食品", "zh-hans"), ("Sahel Sweets", "en"), ("عسل السراة", "ar"),
    ("Jood Kitchen", "en"), ("Falaj Market", "en"), ("مطحنة السنابل", "ar"),
]  # fmt: skip

STOCK: dict[str, Any] = {
    "title": "Count flour and boxes by scanner, not by hand",
    "summary": "We count twice a week on paper and still run out of boxes on Thursdays. Two people lose a morning each time.",
    "details": {
        "problem": "Stock is counted on paper twice a week. Orders to suppliers are guesses; boxes run out, flour is written off.",
        "must_have": "Scanner, list of 900 items with smallest stock, reorder list by supplier, figures in our accounts program, Arabic for the store staff.",
        "users": 6, "budget": D(60000), "own_cash": D(9000), "own_monthly": D(3500), "scheme": "solution-grant",
        "question_1": "Who trains the store staff, and in which language?", "question_2": "What happens to our data if we leave you?",
    },
}  # fmt: skip

BIDS: dict[str, dict[str, Any]] = {
    "provider": {
        "language": "en", "months": 3, "fee": "3600", "support": "Help desk in two languages, answer within four hours", "team": "Maha Rashid (lead), one trainer, one technician",
        "scope": "Two scanners, 900 items set up, reorder list by supplier, nightly transfer into your accounts program, two half-days of training on site.", "without": "Label printer.",
        "answers": ["Our own trainer, in Arabic and English, two half-days and one visit after a month.", "You get everything as spreadsheets on the day you ask."],
        "lines": [("Set-up and item list", 0, "15000", "software"), ("Scanners delivered", 1, "6000", "equipment"), ("Working and staff trained", 3, "21000", "software"), ("Delivery to both shops", 1, "1500", "delivery")],
        "message": "We did the same for two bakeries of your size and can start in two weeks.",
    },
    "provider.ar": {
        "language": "ar", "months": 4, "fee": "4800", "support": "بالبريد والهاتف خلال يوم عمل", "team": "مدير مشروع ومبرمج", "internal": "2500",
        "scope": "نظام مخزون على الجوال، إعداد الأصناف، تقارير يومية، تدريب عن بعد.", "without": "الأجهزة والماسحات.",
        "answers": ["تدريب عن بعد بالعربية، ثلاث جلسات.", "نسلم نسخة كاملة من البيانات خلال ثلاثة أيام."],
        "lines": [("الإعداد", 0, "18000", "software"), ("التشغيل التجريبي", 2, "14000", "service"), ("التسليم النهائي", 4, "8000", "software")],
        "message": "يسعدنا خدمتكم وزيارتكم قبل البدء.",
    },
    "provider.zh": {
        "language": "zh-hans", "months": 5, "fee": "6000", "support": "工作日 9:00–18:00 在线支持", "team": "项目经理一名，实施工程师两名",
        "scope": "仓储管理系统、条码标签、补货规则、与财务软件接口、现场实施五天。", "without": "网络改造。",
        "answers": ["英语现场培训三天，并提供中英文手册。", "随时可导出全部数据。"],
        "lines": [("启动", 0, "20000", "software"), ("设备与标签", 2, "12000", "equipment"), ("上线", 5, "25000", "software")],
        "message": "可提供远程演示。",
    },
}  # fmt: skip

RATIONALE = "Lowest price after the grant, training in Arabic on site, and our data stay ours."
RATING = "Came when they said, and came back when the staff had questions."
PLAN_DONE = "Counting takes forty minutes now."
PLAN_BLOCKED = "We do not know whom to trust with the backup."
PLAN_ADVICE = "Start with the voucher: ask two of the vetted providers for a backup in another city and a test of it."

SHOP_AR: dict[str, Any] = {
    "language": "ar", "title": "متجر إلكتروني للتمور مرتبط بالمخزون",
    "summary": "نبيع بالهاتف والرسائل، ونفقد طلبات في المواسم. نريد متجرًا يعرف المخزون ويقبل الدفع.",
    "details": {
        "category": "ecommerce", "problem": "الطلبات تأتي بالرسائل وتُكتب على الورق، ويُباع ما ليس في المخزون.", "result": "ألا يضيع طلب في موسم رمضان، وأن يتضاعف البيع خارج المدينة.",
        "must_have": "عربي وإنجليزي، دفع بمدى، شحن مبرد، ربط بالمخزون.", "users": 8, "months": 3, "languages": "ar",
        "question_1": "من يدخل المنتجات والصور؟", "question_2": "كم تستغرقون للرد عند تعطل الدفع؟",
    },
}  # fmt: skip
BID_AR: dict[str, Any] = {
    "language": "ar", "months": 3, "fee": "4200", "support": "رد خلال ساعتين في المواسم", "team": "ريم العتيبي ومطوران",
    "scope": "متجر بلغتين مع مدى وApple Pay، ربط بالمخزون والشحن المبرد، تدريب يومين.", "without": "تصوير المنتجات.",
    "answers": ["نحن ندخل 200 منتج ثم ندربكم.", "ساعتان، وفي المواسم نصف ساعة."],
    "lines": [("التصميم والمتجر", 0, "14000", "software"), ("الربط والدفع", 2, "12000", "service"), ("الإطلاق والتدريب", 3, "9000", "training")],
    "message": "أطلقنا متجرين لتجار تمور هذا العام.",
}  # fmt: skip
GROUP_NOTE = "متجر واحد لعدة منتجين، لكل منشأة عقدها ومنحتها."
MES_ZH: dict[str, Any] = {
    "language": "zh-hans", "title": "二十台机床的工单与质检管理",
    "summary": "现在靠纸质工单和微信群，交期常常说不准，客户要求可追溯。",
    "details": {
        "category": "production", "currency": "CNY", "problem": "工单靠纸，报工滞后一天，质检记录查不到。", "result": "准时交付率从82 %提高到95 %，每件可追溯。",
        "must_have": "工单、报工、首件检验、与财务软件打通。", "users": 45, "months": 6, "languages": "zh-hans",
        "question_1": "是否有同规模企业的案例可参观？", "budget_note": "",
    },
}  # fmt: skip
FLEET: dict[str, Any] = {
    "title": "See our eleven cold trucks and their temperature live",
    "summary": "Customers ask where the truck is and whether the goods stayed cold. We answer by telephone.",
    "details": {"category": "fleet", "problem": "Drivers send photos of the thermometer. Two loads were refused this summer.", "result": "No refused load; one call less per delivery.",
                "users": 16, "budget": D(70000), "months": 3, "scheme": "equipment-upgrade"},
}  # fmt: skip
VOUCHER_TITLE = "First accounting system"

PILOTS: list[tuple[str, dict[str, Any], list[tuple[str, str, str]], tuple[D, str] | None]] = [
    ("marsa", {"title": "Door sensors against warm loads", "hypothesis": "If the driver hears a sound when the door is open for three minutes, fewer loads get warm.", "metric": "Loads above 5 °C", "unit": "% of loads", "baseline": D("6.5"), "threshold": D(3), "budget": D(24000), "prize_share": 70, "language": "en", "baseline_grade": 1},
     [("prototype", "go", "Works on one truck for two weeks."), ("bench", "go", "Sensors survive the cold store."), ("site", "change", "Sound too quiet on the road; a light was added.")],
     (D("2.4"), "The light did more than the sound. Batteries last nine weeks, not the year promised.")),
    ("owner.zh", {"title": "用声音判断刀具磨损", "hypothesis": "麦克风加算法可在断刀前十分钟报警。", "metric": "断刀次数", "unit": "次/月", "baseline": D(14), "threshold": D(7), "budget": D(60000), "prize_share": 0, "language": "zh-hans", "baseline_grade": 2},
     [("prototype", "go", "单机可行。"), ("bench", "go", "噪声隔离后有效。"), ("site", "go", "三台机床试用。")],
     (D(11), "车间噪声一变就误报；先把设备数据接全，再谈算法。")),
    ("owner.ar", {"title": "فرز التمور بالكاميرا", "hypothesis": "كاميرا واحدة تكفي لفرز ثلاث درجات بدقة العامل.", "metric": "دقة الفرز", "unit": "٪", "baseline": D(88), "threshold": D(93), "budget": D(35000), "prize_share": 50, "language": "ar", "baseline_grade": 0, "question": "هل تُعد صور التمور بيانات شخصية إن ظهر فيها العمال؟"},
     [("prototype", "go", "نجح النموذج على ألف حبة.")], None),
]  # fmt: skip


def _given(sectors: list[str], most_staff: int | None) -> dict[str, Any]:
    """For whom an offer of help is, as the form writes it."""
    rules: list[dict[str, Any]] = [{"fact": "sector", "op": "any_of", "value": sectors}] if sectors else []
    if most_staff:
        rules.append({"fact": "employees", "op": "lte", "value": str(most_staff)})
    return {"any": [{"all": rules}]}


OFFERS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("mentor", {"kind": "training", "title": "Food safety records: two half-days online", "text": "Our quality managers show how to keep checks and batches so that a large buyer accepts them. Twelve places a month, free of charge.", "quota": 12, "language": "en"}, _given(["10", "11"], 60)),
    ("provider.ar", {"kind": "voucher", "title": "قسيمة فحص أمان الموقع", "text": "فحص مجاني لموقعكم أو متجركم مع تقرير من صفحتين بالعربية.", "quota": 20, "language": "ar"}, _given([], 49)),
    ("mentor.hanse", {"kind": "tool", "title": "Maintenance planner for small workshops", "text": "A spreadsheet and a phone form we use in our own plants, with a video in three languages.", "quota": 100, "language": "en"}, _given(["25", "28", "33"], None)),
]  # fmt: skip


def after(before: dict[str, Any]) -> dict[str, Any]:
    """What changed by the stock project: scenes, data, security, skills."""
    return {
        "scenes": {**before["scenes"], "warehouse": 3, "purchasing": 2},
        "automatic_data_links": [*before["automatic_data_links"], "warehouse", "purchasing"],
        "data_management": ["policy", "stored", "integrated", "analysed"],
        "skills": [*before["skills"], "external"] if "external" not in before["skills"] else before["skills"],
        "system_coverage": "most",
        "cost_trend": "down",
        "quality_trend": "up",
    }
