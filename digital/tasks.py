"""Background work of the pillar."""

from celery import shared_task
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from digital import clocks
from digital.models import ReferenceCustomer
from digital.services.integrity import scan_all
from digital.services.providers import reference_token


@shared_task(name="digital.mail_reference", bind=True, max_retries=5, default_retry_delay=60)
def mail_reference(self: object, key: int) -> None:
    """Ask a reference customer by mail, in the customer's language."""
    row = ReferenceCustomer.objects.select_related("provider").filter(pk=key, answered_at__isnull=True).first()
    if row is None:
        return
    with translation.override(row.language):
        link = settings.SITE_URL + reverse("digital:reference-link", args=[reference_token(row)])
        context = {"row": row, "link": link}
        mail = EmailMultiAlternatives(
            render_to_string("emails/digital/reference.subject.txt", context).strip(),
            render_to_string("emails/digital/reference.body.txt", context),
            to=[row.email],
        )
        mail.attach_alternative(render_to_string("emails/digital/reference.body.html", context), "text/html")
    try:
        mail.send()
    except OSError as error:
        raise self.retry(exc=error) from error  # type: ignore[attr-defined]


@shared_task(name="digital.scan_integrity")
def scan_integrity() -> int:
    """Look for patterns worth a question (daily); safe to repeat."""
    return scan_all()


@shared_task(name="digital.clock")
def run_clock() -> dict[str, int]:
    """Reminders and escalations of the pillar that are due now; safe to repeat."""
    return clocks.run()
