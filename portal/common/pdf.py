"""Tagged PDF from the house's HTML, through WeasyPrint.

WeasyPrint needs the Pango libraries of the operating system and takes a second to import, so it is loaded at the
first use only; a machine without Pango runs everything else and is told to print the page instead.
"""

import importlib
import logging
from functools import cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.common.errors import DomainError

logging.getLogger("weasyprint").setLevel(logging.ERROR)  # it reports every step of every file otherwise


@cache
def _weasyprint() -> Any | None:
    try:
        return importlib.import_module("weasyprint")
    except OSError:  # Pango is not installed
        return None


def is_available() -> bool:
    """Whether PDFs can be made on this machine."""
    return _weasyprint() is not None


def pdf_from_html(html: str, css: str = "") -> bytes:
    """``html`` (a whole document with its language set) as a tagged PDF/UA-1 file.

    Raises DomainError when the machine lacks Pango; nothing outside the document is ever fetched.
    """
    library = _weasyprint()
    if library is None:
        raise DomainError(_("PDF files cannot be made on this machine. Print the page instead."))
    sheets = [library.CSS(string=css)] if css else []
    document = library.HTML(string=html, url_fetcher=_only_data(library))
    return bytes(document.write_pdf(stylesheets=sheets, pdf_variant="pdf/ua-1"))


def _only_data(library: Any) -> Any:
    """A fetcher of data: addresses (the QR codes) and nothing else; a document can never make the server ask another."""
    return library.urls.URLFetcher(allowed_protocols={"data"}, allow_redirects=False)
