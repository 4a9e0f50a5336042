"""Becoming a lender, as the applicant and two officers do it on their pages: criteria with evidence, a question back, a refusal
in the applicant's language, an appeal decided by the second officer, a suspension and its end.

The applicant walks in three languages: English wide, Chinese on a telephone, Arabic without script.
"""

from pathlib import Path
from typing import Any

import pytest

from portal.organisations.models import Capability
from portal.vetting.models import VettingCase
from tests.e2e.walk import Walk
from tests.people import Person, organisation, person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WAYS = [("en", 1280, True), ("zh-hans", 390, True), ("ar", 1280, False)]
MISSING = "The licence you sent has expired. Please send the one in force."


def walk(page: Any, base: str, language: str, who: str, held: Person) -> Walk:
    return Walk(page, base, language, who, held.user.email)


def answer(applicant: Walk, case: VettingCase, paper: Path) -> None:
    """Every criterion from the task list; a file as evidence of the first."""
    for number, code in enumerate(case.answers.order_by("pk").values_list("criterion", flat=True)):
        applicant.follow(f"/criteria/{code}/")
        applicant.page.check('[name=is_met][value="yes"]')
        if not number:
            applicant.page.set_input_files("[name=file]", str(paper))
            applicant.seen("criterion")
        applicant.send(text="Our licence and our last audited report show it.")


def judge(officer: Walk, case: VettingCase, action: str, **verdicts: str) -> None:
    """A verdict on every criterion, words where one is wanting, then one of the form's buttons."""
    for code in case.answers.values_list("criterion", flat=True):
        verdict = verdicts.get(code, "met")
        officer.page.check(f'[name="verdict_{code}"][value="{verdict}"]')
        officer.page.fill(f'[name="question_{code}"]', "" if verdict == "met" else MISSING)
    officer.page.click(f"button[name=action][value={action}]")
    officer.page.wait_for_load_state()


def apply(applicant: Walk, paper: Path) -> VettingCase:
    """From what an organisation may do to the application sent."""
    applicant.open("capabilities/")
    applicant.seen("capabilities")
    applicant.press("/capabilities/lender/apply/")
    case = VettingCase.objects.get()
    answer(applicant, case, paper)
    applicant.seen("answered")
    applicant.press("/send/")
    applicant.seen("sent")
    return case


def ask_back(officer: Walk, applicant: Walk, case: VettingCase, code: str) -> None:
    """The officer takes the case and asks for more; the applicant reads why, answers and sends again."""
    officer.open("vetting/")
    officer.follow(f"/vetting/{case.public_id}/")
    officer.press("/take/")
    officer.seen("file")
    judge(officer, case, "return", **{code: "unclear"})
    applicant.open(f"applications/{case.public_id}/")
    applicant.seen("returned")
    applicant.follow(f"/criteria/{code}/")
    assert MISSING in applicant.page.inner_text("main")
    applicant.send(text="Here is the licence in force.")
    applicant.press("/send/")


def refuse(officer: Walk, case: VettingCase, code: str) -> None:
    """A criterion is not met: the letter is read first, then sent."""
    officer.open(f"vetting/{case.public_id}/")
    officer.press("/take/")  # sent again, it waits for whoever takes it
    judge(officer, case, "decide", **{code: "not_met"})
    officer.page.check('[name=decision][value="reject"]')
    officer.page.check("[name=no_conflict]")
    officer.seen("decision")
    officer.page.click("button[name=action][value=send]")
    officer.page.wait_for_load_state()


def suspend(officer: Walk, applicant: Walk, held: Capability) -> None:
    """Suspended with a reason the lender reads, and restored."""
    officer.open(f"records/capabilities/{held.public_id}/suspend/")
    officer.send(reason="The supervisor has withdrawn the licence.")
    applicant.open("capabilities/")
    assert "The supervisor has withdrawn the licence." in applicant.page.inner_text("main")
    applicant.seen("suspended")
    officer.open(f"records/{held.organisation.public_id}/")
    officer.seen("record")
    officer.press("/restore/")
    held.refresh_from_db()
    assert held.state == "approved"


@pytest.mark.parametrize(("language", "width", "script"), WAYS, ids=[way[0] for way in WAYS])
def test_from_the_application_to_the_appeal(
    page_for: Any, live_server: Any, settings: Any, tmp_path: Path, language: str, width: int, script: bool
) -> None:
    settings.MFA_REQUIRED_FOR, settings.MEDIA_ROOT = [], tmp_path / "media"
    paper, base = tmp_path / "licence.txt", live_server.url
    paper.write_text("Licence 4711", encoding="utf-8")
    authority = organisation("Authority", "authority")
    bank = person("apply@bank.example", organisation("Oasis Bank"), language=language)
    officers = [person(f"{name}@gov.example", authority, "editor") for name in ("first", "second")]
    applicant = walk(page_for(width=width, javascript=script), base, language, "applicant", bank)
    first, second = (walk(page_for(), base, "en", held.user.name.lower(), held) for held in officers)

    case = apply(applicant, paper)
    code = case.answers.order_by("pk").values_list("criterion", flat=True)[0]
    ask_back(first, applicant, case, code)
    refuse(first, case, code)
    case.refresh_from_db()
    assert case.state == "rejected"
    assert case.language == language
    applicant.open(f"applications/{case.public_id}/")
    letter = applicant.page.locator("#letter [lang]")
    assert letter.get_attribute("lang") == language
    assert letter.inner_text().split() == case.letter.split()
    applicant.seen("letter")

    applicant.follow("/appeal/")
    applicant.send(reason="The licence in force was sent on the second day and was overlooked.")
    first.open(f"vetting/appeals/{case.appeal.public_id}/")
    assert first.page.locator("[name=outcome]").count() == 0, "who refused does not decide the appeal"
    second.open("vetting/")
    second.follow(f"/vetting/appeals/{case.appeal.public_id}/")
    second.page.check('[name=outcome][value="overturned"]')
    second.seen("appeal")
    second.send(answer="The licence in force is in the file; the first decision overlooked it.")
    held = Capability.objects.get(organisation=bank.organisation, kind="lender")
    assert held.state == "approved"
    assert held.expires_on is not None
    suspend(second, applicant, held)
    for page in (applicant.page, first.page, second.page):
        assert [fault for fault in page.faults if "favicon" not in fault] == []
