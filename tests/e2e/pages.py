"""The pages the browser suite looks at: every address that answers somebody with a page, and named states of some of them.

``NAMED`` holds what deserves a person or a query of its own. Everything else comes from the access matrix: whatever answers 200
to somebody there is looked at as the person who has most to see. A new address, or a new object in ``tests/access/world.py``
that lets an old one answer, brings its page in by itself.
"""

from dataclasses import dataclass

from django.urls import URLPattern, reverse

from tests.access.matrix import PEOPLE, ROWS
from tests.access.test_matrix import ours
from tests.access.world import World
from tests.house.test_catalogue import patterns


@dataclass(frozen=True)
class Page:
    """``person`` is a name of the cast, "" for visitors; ``query`` follows the address and may name things of the ``world``."""

    name: str
    person: str
    url_name: str
    query: str = ""

    def address(self, world: World) -> str:
        """In the active language, with the market's own arguments."""
        path = reverse(self.url_name, kwargs=world.of(self.url_name, known()[self.url_name]))
        return path + self.query.format(world=world)


NAMED: tuple[Page, ...] = (
    Page("gallery-errors", "", "web:gallery", "?errors=1"),
    Page("overview", "owner", "web:dashboard"),
    Page("overview-newcomer", "newcomer", "web:dashboard"),
    Page("overview-lender", "lender", "web:dashboard"),
    Page("overview-provider", "provider", "web:dashboard"),
    Page("overview-authority", "authority", "web:dashboard"),
    Page("search", "owner", "web:search", "?q=oven"),
    Page("search-nothing", "owner", "web:search", "?q=zzzz"),
    Page("notifications", "owner", "notify:index"),
    Page("notifications-empty", "stranger", "notify:index", "?unread=1"),
    Page("documents", "owner", "documents:index"),
    Page("documents-empty", "stranger", "documents:index"),
    Page("document", "owner", "documents:detail", "?to=dune"),
    Page("journal", "owner", "journal:index", "?about=request"),
    Page("requests", "owner", "matchmaking:requests"),
    Page("requests-empty", "stranger", "matchmaking:requests"),
    Page("request", "owner", "matchmaking:request-home"),
    Page("inbox", "rival", "matchmaking:inbox"),
    Page("inbox-empty", "lender", "matchmaking:inbox", "?q=nothing&tab=answered"),
    Page("inbox-searches", "lender", "matchmaking:searches"),
    Page("inbox-searches-empty", "rival", "matchmaking:searches"),
    Page("inbox-search-new", "rival", "matchmaking:search-new", "?q=oven&sector=C"),
    Page("inbox-bulk-decline", "rival", "matchmaking:inbox-bulk-decline", "?match={world.rival_match}"),
    Page("inbox-request", "rival", "matchmaking:inbox-detail"),
    Page("decline", "rival", "matchmaking:inbox-decline"),
    Page("responses-empty", "stranger", "matchmaking:responses"),
    Page("threads-empty", "stranger", "matchmaking:threads"),
    Page("engagements-empty", "stranger", "matchmaking:engagements"),
    Page("policy-finder-nothing", "", "briefs:finder", "?q=zeppelin&open=1"),
    Page("policy-for-us-adviser", "adviser", "briefs:mine"),
    Page("complaints-empty", "stranger", "complaints:list"),
)
# Pages of the sign-in library, drawn with our templates; it has no row in the matrix.
ACCOUNT: tuple[Page, ...] = (
    Page("account_login", "", "account_login"),
    Page("account_signup", "", "account_signup"),
    Page("account_reset_password", "", "account_reset_password"),
    Page("account_reset_password_done", "", "account_reset_password_done"),
    Page("account_email", "owner", "account_email"),
    Page("account_logout", "owner", "account_logout"),
    Page("account_change_password", "owner", "account_change_password"),
    Page("mfa_index", "owner", "mfa_index"),
    Page("usersessions_list", "owner", "usersessions_list"),
)
# Who is asked first where several see a page; the visitor sees what is public, then whoever works there.
FIRST = {
    "lending": ("lender", "owner"),
    "digital": ("owner", "provider"),
    "vetting": ("authority", "lender"),
    "reports": ("authority",),
    "notify": ("owner",),
}
LATER = ("owner", "lender", "provider", "authority", "rival", "colleague", "stranger", "newcomer")


def known() -> dict[str, URLPattern]:
    """Every address by url name."""
    return dict(patterns())


def seeing(url_name: str) -> str | None:
    """The person as whom a page is looked at; "" for visitors, nothing when nobody gets a page."""
    answers = dict(zip(PEOPLE, ROWS[url_name].split(), strict=True))
    if answers["visitor"] == "200":
        return ""
    order = (*FIRST.get(url_name.partition(":")[0], ()), *LATER)
    return next((person for person in order if answers.get(person) == "200"), None)


def derived() -> list[Page]:
    """A page for every address of the matrix that answers somebody and that ``NAMED`` leaves out."""
    named = {page.url_name for page in NAMED if not page.query}
    found = []
    for url_name in sorted(set(ours()) & set(ROWS)):
        person = seeing(url_name)
        if person is not None and url_name not in named:
            found.append(Page(url_name, person, url_name))
    return found


def listed() -> list[Page]:
    """Everything that is looked at. Downloads and fragments are passed over when they turn out not to be documents."""
    return [*NAMED, *ACCOUNT, *derived()]
