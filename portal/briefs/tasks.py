"""Background work of the briefs: thin, named, idempotent."""

from celery import shared_task

from portal.briefs.models import BriefVersion, LabCase
from portal.briefs.services import applications, audience, briefs, consultations, lab, readers


@shared_task(name="briefs.match_audience")
def match_audience(version_pk: int) -> None:
    """Find and tell the firms of a published version."""
    version = BriefVersion.objects.select_related("brief").filter(pk=version_pk).first()
    if version is not None:
        audience.match(version)


@shared_task(name="briefs.run_lab")
def run_lab(case_pk: int) -> None:
    """Work out a policy-lab case."""
    case = LabCase.objects.filter(pk=case_pk, state="running").first()
    if case is not None:
        lab.run(case)


@shared_task(name="briefs.clock")
def clock() -> None:
    """Scheduled publications, consultations, limits, forgotten audiences, unfinished lab cases, saved searches."""
    briefs.publish_due()
    consultations.run_clock()
    applications.run_clock()
    audience.sweep()
    for case in LabCase.objects.filter(state="running")[:5]:
        lab.run(case)
    readers.send_due()
