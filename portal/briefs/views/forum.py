"""Consultations and the policy lab: public reading, comments, official answers, cases."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.briefs import explain, markdown, policies
from portal.briefs.choices import Execution
from portal.briefs.forms import (
    AnswerForm,
    ConsultationForm,
    LabAnswerForm,
    LabForm,
    TemplateForm,
)
from portal.briefs.models import AnswerTemplate, Brief, Comment, Consultation, LabCase, Paragraph
from portal.briefs.services import consultations, lab
from portal.briefs.views.common import in_language, language_of, page_of, require, say
from portal.common.errors import ConflictError, DomainError
from portal.common.http import posted
from portal.criteria import catalogue, codes, editor, examples, subjects
from portal.criteria.compose import fingerprint
from portal.organisations.population import count_firms


@login_not_required
def consultation_list(request: HttpRequest) -> HttpResponse:
    """Open drafts first; an authority also sees its own drafts."""
    actor = request.actor
    mine = Q(issuer=actor.organisation) if policies.can_write_briefs(actor) else Q(pk__in=[])
    rows = Consultation.objects.filter(~Q(state="draft") | mine).select_related("issuer").order_by("-opens_on", "-pk")
    page = page_of(request, rows)
    for row in page:
        row.name, row.summary = in_language(row.names), in_language(row.summaries)
    return render(request, "briefs/consultations.html", {"page": page, "can_write": policies.can_write_briefs(actor)})


def seen(request: HttpRequest, public_id: str) -> Consultation:
    """A consultation the person may read: public unless a draft of another authority."""
    row = get_object_or_404(Consultation.objects.select_related("issuer"), public_id=public_id)
    if row.state == "draft":
        get_object_or_404(Consultation, pk=row.pk, issuer=request.actor.organisation)
    row.name, row.summary = in_language(row.names), in_language(row.summaries)
    return row


@login_not_required
def consultation(request: HttpRequest, public_id: str) -> HttpResponse:
    """The draft with the comments and answers below each paragraph."""
    row = seen(request, public_id)
    paragraphs = []
    for paragraph in row.paragraphs.prefetch_related("comments__organisation"):
        text = in_language(paragraph.texts)
        paragraphs.append(
            {"row": paragraph, "html": markdown.to_html(text), "comments": list(paragraph.comments.all())}
        )
    context = {
        "consultation": row,
        "paragraphs": paragraphs,
        "can_comment": policies.can_comment(request.actor, row),
        "can_answer": policies.can_write_briefs(request.actor) and policies.owns(request.actor, row),
    }
    return render(request, "briefs/consultation.html", context)


@require_POST
def comment(request: HttpRequest, public_id: str, key: str) -> HttpResponse:
    """Say something about one paragraph."""
    row = seen(request, public_id)
    paragraph = get_object_or_404(
        Paragraph.objects.select_related("consultation__issuer"), consultation=row, public_id=key
    )
    body = request.POST.get("body", "")
    say(
        request,
        lambda: consultations.comment_add(actor=request.actor, paragraph=paragraph, body=body, language=language_of()),
        _("Your comment is published. You will be told the answer."),
    )
    return redirect(f"{request.path.split('/paragraphs/')[0]}/#p{paragraph.number}")


def consultation_new(request: HttpRequest) -> HttpResponse:
    """Write a draft in three languages."""
    require(policies.can_write_briefs(request.actor))
    form = ConsultationForm(posted(request))
    if request.method == "POST" and form.is_valid():
        pieces = {
            code: [p.strip() for p in text.replace("\r\n", "\n").split("\n\n") if p.strip()]
            for code, text in form.by_language("paragraphs").items()
        }
        data = form.cleaned_data
        try:
            row = consultations.consultation_create(
                actor=request.actor, names=form.by_language("name"), summaries=form.by_language("summary"),
                paragraphs={code: texts for code, texts in pieces.items() if texts}, opens_on=data["opens_on"], closes_on=data["closes_on"],
            )  # fmt: skip
        except DomainError as error:
            form.add_domain_error(error)
        else:
            return redirect("briefs:consultation", row.public_id)
    return render(request, "briefs/consultation_new.html", {"form": form})


def answers(request: HttpRequest, public_id: str) -> HttpResponse:
    """The authority's page: tick comments, answer them at once; publish progress."""
    row = seen(request, public_id)
    require(policies.can_write_briefs(request.actor) and policies.owns(request.actor, row))
    rows = Comment.objects.filter(paragraph__consultation=row).select_related(
        "paragraph__consultation", "organisation", "user"
    )
    form = AnswerForm(posted(request))
    form.fields["template"].queryset = AnswerTemplate.objects.filter(issuer=row.issuer)  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        chosen = rows.filter(public_id__in=request.POST.getlist("comment"), position="")
        if say(
            request,
            lambda: consultations.comments_answer(actor=request.actor, comments=chosen, **form.cleaned_data),
            _("Answered; the writers are told."),
        ):
            return redirect("briefs:answers", row.public_id)
    context = {
        "consultation": row,
        "open": rows.filter(position=""),
        "answered": rows.exclude(position="")[:200],
        "form": form,
        "template_form": TemplateForm(),
        "executions": Execution.choices,
    }
    return render(request, "briefs/answers.html", context)


@require_POST
def answers_act(request: HttpRequest, public_id: str, action: str) -> HttpResponse:
    """Open, publish the answers, move an execution, keep a ready text."""
    row = seen(request, public_id)
    actor, post = request.actor, request.POST
    if action == "template":
        form = TemplateForm(post)
        require(policies.can_write_briefs(actor) and policies.owns(actor, row))
        if form.is_valid():
            AnswerTemplate.objects.create(
                issuer=row.issuer,
                name=form.cleaned_data["name"],
                position=form.cleaned_data["position"],
                texts=form.by_language("text"),
            )
            messages.success(request, _("Kept."))
        return redirect("briefs:answers", row.public_id)
    if action == "execution":
        target = get_object_or_404(
            Comment.objects.select_related("paragraph__consultation"),
            public_id=post.get("comment", ""),
            paragraph__consultation=row,
        )
        say(
            request,
            lambda: consultations.execution_move(
                actor=actor, comment=target, execution=post.get("execution", ""), note=post.get("note", "")
            ),
            _("Published; everyone who spoke is told."),
        )
        return redirect("briefs:answers", row.public_id)
    steps = {"open": consultations.consultation_open, "finish": consultations.consultation_finish}
    if action not in steps:
        return HttpResponse(status=404)
    say(request, lambda: steps[action](actor=actor, consultation=row), _("Done."))
    return redirect("briefs:consultation", row.public_id)


@login_not_required
def lab_list(request: HttpRequest) -> HttpResponse:
    """Published cases for everybody; an authority also sees its own at work."""
    mine = Q(issuer=request.actor.organisation) if policies.can_write_briefs(request.actor) else Q(pk__in=[])
    page = page_of(
        request, LabCase.objects.filter(Q(state="published") | mine).select_related("issuer").order_by("-pk")
    )
    for row in page:
        row.name, row.question = in_language(row.names), in_language(row.questions)
    return render(request, "briefs/lab.html", {"page": page, "can_write": policies.can_write_briefs(request.actor)})


def result_context(case: LabCase) -> dict[str, Any]:
    """A case as shown: both rules in words, the suppressed result with names."""
    result = case.result or {}
    regions = codes.get("region")
    return {
        "case": case,
        "name": in_language(case.names),
        "question": in_language(case.questions),
        "answer": in_language(case.answers),
        "change": in_language(case.changes),
        "base": explain.public_groups(case.base),
        "changed": explain.public_groups(case.changed),
        "result": result,
        "regions": [
            (regions.label(code) if code != "?" else _("Unknown"), row)
            for code, row in result.get("regions", {}).items()
        ],
        "binding": [
            (str(fact.label) if (fact := catalogue.get(code)) else code, n)
            for code, n in result.get("binding", {}).items()
        ],
    }


@login_not_required
def lab_case(request: HttpRequest, public_id: str) -> HttpResponse:
    """A published case (or one's own)."""
    mine = Q(issuer=request.actor.organisation) if policies.can_write_briefs(request.actor) else Q(pk__in=[])
    case = get_object_or_404(
        LabCase.objects.filter(Q(state="published") | mine).select_related("issuer"), public_id=public_id
    )
    return render(
        request,
        "briefs/lab_case.html",
        {
            **result_context(case),
            "is_own": policies.can_write_briefs(request.actor) and policies.owns(request.actor, case),
        },
    )


def lab_new(request: HttpRequest) -> HttpResponse:
    """Copy the rule of a brief into a case."""
    require(policies.can_write_briefs(request.actor))
    form = LabForm(posted(request))
    form.fields["brief"].queryset = Brief.objects.filter(issuer=request.actor.organisation).exclude(conditions={})  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        brief = form.cleaned_data["brief"]
        rule = brief.conditions if brief else {}
        try:
            case = lab.case_create(
                actor=request.actor, names=form.by_language("name"), questions=form.by_language("question"), base=rule,
                changed=rule, brief=brief, amount=form.cleaned_data["amount"],
            )  # fmt: skip
        except DomainError as error:
            form.add_domain_error(error)
            if "base" in error.messages:
                form.add_error("brief", _("Choose a brief with conditions."))
        else:
            return redirect("briefs:lab-edit", case.public_id)
    return render(request, "briefs/lab_new.html", {"form": form})


def own_case(request: HttpRequest, public_id: str) -> LabCase:
    """A case of the acting authority (403 for others, 404 when there is none)."""
    require(policies.can_write_briefs(request.actor))
    return get_object_or_404(LabCase, public_id=public_id, issuer=request.actor.organisation)


def lab_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """The case at its desk: the changed rule, its result, the answer to publish."""
    case = own_case(request, public_id)
    if request.method == "POST":
        say(request, lambda: lab.case_run(actor=request.actor, case=case), _("The result is being worked out."))
        return redirect("briefs:lab-edit", case.public_id)
    context = {**result_context(case), "form": LabAnswerForm(), "changed": explain.public_groups(case.changed)}
    return render(request, "briefs/lab_edit.html", context)


def lab_rules(request: HttpRequest, public_id: str) -> HttpResponse:
    """The copied rule in the criteria editor; saving works the case out again."""
    case = own_case(request, public_id)

    def keep(document: dict[str, Any], expected: int, note: str) -> None:
        if fingerprint(case.changed) != expected:
            raise ConflictError(_("Somebody else has changed these criteria in the meantime. Look at them again."))
        lab.case_change(actor=request.actor, case=case, changed=document, amount=case.amount)
        case.refresh_from_db()
        lab.case_run(actor=request.actor, case=case)

    back = reverse("briefs:lab-edit", args=[case.public_id])
    subject = subjects.of_document(
        _("The changed rule"),
        case.changed,
        keep,
        case.public_id,
        scopes=("firm",),
        saved_url=back,
        is_locked=case.state not in ("draft", "ready"),
    )
    frame = editor.Frame(
        back=back,
        back_label=_("Policy lab"),
        intro=_("This is a copy: nothing live changes. Saving works out who would gain and who would lose."),
        counted=_("Approved firms, rounded down to tens so that no single firm can be made out"),
    )
    return editor.edit(request, subject, editor.Callbacks(count=count_firms, firms=examples.firms), frame)


@require_POST
def lab_publish(request: HttpRequest, public_id: str) -> HttpResponse:
    """Make the case public."""
    case = get_object_or_404(LabCase, public_id=public_id, issuer=request.actor.organisation)
    form = LabAnswerForm(request.POST)
    form.is_valid()
    call = {"answers": form.by_language("answer"), "changes": form.by_language("change")}
    say(request, lambda: lab.case_publish(actor=request.actor, case=case, **call), _("The case is public."))
    return redirect("briefs:lab-case", case.public_id)
