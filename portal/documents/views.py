"""Reading documents: through permission, logged, never shown by the browser as a page."""

from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404

from portal.documents.models import Document, DocumentVersion
from portal.documents.services import document_open


def download(request: HttpRequest, public_id: str) -> FileResponse:
    """The file of a version the actor may read; 404 for strangers."""
    visible = Document.objects.visible_to(request.actor)  # type: ignore[attr-defined]
    version = get_object_or_404(DocumentVersion, public_id=public_id, document__in=visible)
    path = document_open(actor=request.actor, version=version)  # type: ignore[attr-defined]
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=version.filename, content_type=version.content_type
    )
