"""From draft to public: two persons, the gate, versions, schedule, supersede, withdraw."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from portal.briefs import diffs, finder, gate
from portal.briefs.models import Brief, BriefText, BriefVersion
from portal.briefs.services import briefs
from portal.common import clock
from portal.common.errors import ConflictError, DomainError, NotAllowedError
from tests.portal.briefs.conftest import write

pytestmark = pytest.mark.django_db


def test_only_an_authority_writes(cast):
    for person in (cast.owner, cast.lender, cast.newcomer, cast.adviser):
        with pytest.raises(NotAllowedError):
            briefs.brief_create(actor=person.actor, source_language="en", title="Mine")


def test_the_writer_cannot_approve_and_the_second_person_can(cast, draft, second):
    actor = cast.authority.actor
    briefs.brief_submit(actor=actor, brief=draft)
    with pytest.raises(NotAllowedError):
        briefs.brief_approve(actor=actor, brief=draft)
    briefs.brief_approve(actor=second.actor, brief=draft)
    draft.refresh_from_db()
    assert (draft.state, draft.current_version.number) == ("published", 1)
    assert draft.current_version.approved_by == second.user


def test_who_approves_sees_every_language_as_its_readers_will(cast, draft, second, texts, client):
    briefs.brief_submit(actor=cast.authority.actor, brief=draft)
    client.force_login(second.user)
    page = client.get(f"/en/briefs/write/{draft.public_id}/review/").content.decode()
    for language in ("en", "zh-hans", "ar"):
        assert texts[language]["title"] in page
    assert "<h4>用途</h4>" in page  # a section's heading in the preview's language
    assert 'href="#term-' not in page  # the words explained stand on the public page


def test_a_co_writer_cannot_approve_either(cast, draft, second):
    briefs.texts_save(actor=second.actor, brief=draft, texts={("en", "fits"): ("Another example that fits.", True)})
    briefs.brief_submit(actor=cast.authority.actor, brief=draft)
    with pytest.raises(NotAllowedError):
        briefs.brief_approve(actor=second.actor, brief=draft)


def test_the_database_itself_refuses_one_person(draft, cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        Brief.objects.filter(pk=draft.pk).update(submitted_by=cast.authority.user, approved_by=cast.authority.user)


def test_a_missing_language_blocks_until_a_waiver_is_signed_and_the_waiver_is_kept(cast, draft, second):
    BriefText.objects.filter(brief=draft, language="ar", code="benefit").update(body="")
    assert ("ar", "benefit") in [(o.language, o.field.code) for o in gate.obstacles(draft) if o.field]
    briefs.brief_submit(actor=cast.authority.actor, brief=draft)
    with pytest.raises(DomainError):
        briefs.brief_approve(actor=second.actor, brief=draft)
    with pytest.raises(NotAllowedError):  # an editor is not an administrator
        briefs.brief_waive(actor=second.actor, brief=draft, reason="The Arabic text follows next week.")
    briefs.brief_waive(actor=cast.authority.actor, brief=draft, reason="The Arabic text follows next week.")
    briefs.brief_approve(actor=second.actor, brief=draft)
    draft.refresh_from_db()
    assert draft.current_version.content["waiver"]["reason"] == "The Arabic text follows next week."


def test_a_hard_sentence_blocks(cast, draft, second):
    text = "Firms " + "and firms " * 20 + "may apply."
    briefs.texts_save(actor=cast.authority.actor, brief=draft, texts={("en", "fits"): (text, True)})
    assert any(o.language == "en" and o.field and o.field.code == "fits" for o in gate.obstacles(draft))


def test_changing_the_source_makes_translations_outdated(cast, draft):
    briefs.texts_save(
        actor=cast.authority.actor, brief=draft, texts={("en", "benefit"): ("You get something else.", True)}
    )
    texts = gate.texts_of(draft)
    assert gate.state_of(draft, "ar", "benefit", texts) == "outdated"
    assert gate.state_of(draft, "en", "benefit", texts) == "ready"
    briefs.texts_save(
        actor=cast.authority.actor, brief=draft, texts={("ar", "benefit"): (texts["ar"]["benefit"].body, True)}
    )
    assert gate.state_of(draft, "ar", "benefit", gate.texts_of(draft)) == "ready"


def test_a_version_never_changes_and_the_next_one_shows_the_difference(cast, published, second):
    first = published.current_version
    with pytest.raises(ValueError):
        first.save()
    actor = cast.authority.actor
    briefs.brief_revise(actor=actor, brief=published)
    assert finder.find(finder.Query(), "en").total == 1  # the old version stays public meanwhile
    write(actor, published, {language: {"dates": text} for language, text in NEW_DATES.items()})
    briefs.brief_submit(actor=actor, brief=published)
    briefs.brief_approve(actor=second.actor, brief=published)
    published.refresh_from_db()
    changes = diffs.changes(first, published.current_version, "en")
    assert [change.field.code for change in changes] == ["dates"]
    old = "".join(text for kind, text in changes[0].runs if kind != "added")
    assert old == first.content["texts"]["en"]["dates"]


NEW_DATES = {
    "en": "You get an answer within 15 working days.",
    "zh-hans": "十五个工作日内答复。",
    "ar": "يصلك الرد خلال خمسة عشر يوم عمل.",
}


def test_a_scheduled_brief_goes_out_once_when_due(cast, draft, second, monkeypatch):
    briefs.brief_submit(actor=cast.authority.actor, brief=draft)
    with pytest.raises(DomainError):
        briefs.brief_approve(actor=second.actor, brief=draft, publish_at=clock.now() - timedelta(minutes=1))
    at = clock.now() + timedelta(hours=1)
    briefs.brief_approve(actor=second.actor, brief=draft, publish_at=at)
    assert briefs.publish_due() == 0
    monkeypatch.setattr(clock, "now", lambda: at + timedelta(minutes=1))
    assert briefs.publish_due() == 1
    assert briefs.publish_due() == 0
    assert BriefVersion.objects.filter(brief=draft).count() == 1


def test_two_approvals_make_one_version(cast, draft, second):
    briefs.brief_submit(actor=cast.authority.actor, brief=draft)
    same = Brief.objects.get(pk=draft.pk)
    briefs.brief_approve(actor=second.actor, brief=draft)
    with pytest.raises(ConflictError):
        briefs.brief_approve(actor=second.actor, brief=same)
    assert BriefVersion.objects.filter(brief=draft).count() == 1


def test_superseded_and_withdrawn_leave_the_finder(cast, published, client):
    other = Brief.objects.create(reference="PB-X", issuer=published.issuer)
    with pytest.raises(DomainError):
        briefs.brief_supersede(actor=cast.authority.actor, brief=published, by=other)
    Brief.objects.filter(pk=other.pk).update(current_version=published.current_version, state="published")
    other.refresh_from_db()
    briefs.brief_supersede(actor=cast.authority.actor, brief=published, by=other)
    assert published.public_id not in [b.public_id for b in finder.find(finder.Query(), "en").briefs]
    page = client.get(f"/en/briefs/{published.public_id}/").content.decode()
    assert f"/en/briefs/{other.public_id}/" in page
    Brief.objects.filter(pk=published.pk).update(state="published", superseded_by=None)
    published.refresh_from_db()
    briefs.brief_withdraw(actor=cast.authority.actor, brief=published, reason="A court has stopped it.")
    response = client.get(f"/en/briefs/{published.public_id}/")
    assert response.status_code == 410
    assert "A court has stopped it." in response.content.decode()


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"amount_rate": None}, "amount_rate"),
        ({"decision_days": None}, "decision_days"),
        ({"payment_days": None}, "payment_days"),
        ({"amount_kind": "none"}, "amount_kind"),
        ({"conditions": {"schema": 2, "any": [{"all": [{"fact": "nonsense", "op": "is", "value": 1}]}]}}, "conditions"),
        ({"starts_on": clock.today(), "ends_on": clock.today() - timedelta(days=1)}, "ends_on"),
    ],
)
def test_absurd_terms_are_refused_by_field(cast, draft, terms, field):
    with pytest.raises(DomainError) as caught:
        briefs.terms_save(actor=cast.authority.actor, brief=draft, terms=terms)
    assert field in caught.value.messages
