"""Files beside a brief: public downloads from the authority's vault."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from portal.briefs import policies
from portal.briefs.models import Brief
from portal.briefs.services.briefs import PICTURES
from portal.briefs.views.common import in_language


def files_of(brief: Brief) -> list[dict[str, Any]]:
    """The brief's files as rows with their public address."""
    rows = brief.files.filter(document__deleted_at__isnull=True).select_related("document")
    found = []
    for row in rows.prefetch_related("document__versions"):
        newest = next(iter(row.document.versions.all()), None)  # ordered newest first
        if newest is not None:
            address = reverse("briefs:file", args=[brief.public_id, row.public_id])
            found.append(
                {
                    "name": row.document.title,
                    "size": newest.size,
                    "url": address,
                    "key": row.public_id,
                    "is_picture": newest.content_type in PICTURES,
                    "description": in_language(row.descriptions),
                }
            )
    return found


@login_not_required
def brief_file(request: HttpRequest, public_id: str, key: str) -> FileResponse:
    """The newest version of a public brief's file: a picture for the page, anything else as a download."""
    brief = get_object_or_404(policies.briefs_public(), public_id=public_id)
    rows = brief.files.filter(document__deleted_at__isnull=True).select_related("document")
    newest = get_object_or_404(rows, public_id=key).document.versions.first()
    if newest is None:
        raise Http404
    path = Path(settings.MEDIA_ROOT) / newest.path
    response = FileResponse(
        path.open("rb"),
        as_attachment=newest.content_type not in PICTURES,
        filename=newest.filename,
        content_type=newest.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response
