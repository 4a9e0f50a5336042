"""The pages the browser suite looks at: (name, person or "" for visitors, address from the market)."""

from collections.abc import Callable

from django.urls import reverse

from tests.access.world import World

Address = Callable[[World], str]


def at(name: str, query: str = "") -> Address:
    """The address of url ``name`` with the market's own arguments."""
    return lambda world: (
        reverse(name, kwargs={k: v for k, v in world.arguments.get(name, {}).items() if k in WANTED.get(name, ())})
        + query
    )


WANTED = {
    "matchmaking:request-home": ("public_id",),
    "matchmaking:compare": ("public_id",),
    "matchmaking:inbox-detail": ("public_id",),
    "matchmaking:inbox-decline": ("public_id",),
    "matchmaking:search-edit": ("public_id",),
    "matchmaking:response-detail": ("public_id",),
    "matchmaking:engagement-detail": ("public_id",),
    "matchmaking:engagement-report": ("public_id",),
    "matchmaking:thread": ("public_id",),
    "matchmaking:dispute-decide": ("public_id",),
    "documents:detail": ("public_id",),
    "documents:remove": ("public_id",),
}
PAGES: tuple[tuple[str, str, Address], ...] = (
    ("home", "", at("web:home")),
    ("gallery", "", at("web:gallery")),
    ("gallery-errors", "", at("web:gallery", "?errors=1")),
    ("sign-in", "", at("account_login")),
    ("sign-up", "", at("account_signup")),
    ("reset-password", "", at("account_reset_password")),
    ("fit-check", "", at("web:fit-check")),
    ("accessibility", "", at("web:accessibility")),
    ("privacy", "", at("web:privacy")),
    ("cookies", "", at("web:cookies")),
    ("contact", "", at("web:contact")),
    ("mailbox", "", at("notify:mailbox")),
    ("overview", "owner", at("web:dashboard")),
    ("overview-newcomer", "newcomer", at("web:dashboard")),
    ("overview-lender", "lender", at("web:dashboard")),
    ("overview-authority", "authority", at("web:dashboard")),
    ("search", "owner", at("web:search", "?q=oven")),
    ("notifications", "owner", at("notify:index")),
    ("notifications-empty", "stranger", at("notify:index", "?unread=1")),
    ("mail-preferences", "owner", at("notify:preferences")),
    ("webhooks", "owner", at("notify:webhooks")),
    ("documents", "owner", at("documents:index")),
    ("documents-empty", "stranger", at("documents:index")),
    ("document", "owner", at("documents:detail", "?to=dune")),
    ("document-remove", "owner", at("documents:remove")),
    ("journal", "owner", at("journal:index", "?about=request")),
    ("staff-mode", "authority", at("journal:staff")),
    ("requests", "owner", at("matchmaking:requests")),
    ("requests-empty", "stranger", at("matchmaking:requests")),
    ("request-new", "owner", at("matchmaking:request-new")),
    ("request", "owner", at("matchmaking:request-home")),
    ("inbox", "rival", at("matchmaking:inbox")),
    ("inbox-empty", "lender", at("matchmaking:inbox", "?q=nothing&tab=answered")),
    ("inbox-searches", "lender", at("matchmaking:searches")),
    ("inbox-searches-empty", "rival", at("matchmaking:searches")),
    ("inbox-search", "lender", at("matchmaking:search-edit")),
    ("inbox-search-new", "rival", at("matchmaking:search-new", "?q=oven&sector=C")),
    ("inbox-bulk-decline", "rival", lambda w: f"{reverse('matchmaking:inbox-bulk-decline')}?match={w.rival_match}"),
    ("inbox-request", "rival", at("matchmaking:inbox-detail")),
    ("decline", "rival", at("matchmaking:inbox-decline")),
    ("responses", "lender", at("matchmaking:responses")),
    ("response", "lender", at("matchmaking:response-detail")),
    ("engagements", "owner", at("matchmaking:engagements")),
    ("engagement", "owner", at("matchmaking:engagement-detail")),
    ("threads", "owner", at("matchmaking:threads")),
    ("thread", "owner", at("matchmaking:thread")),
    ("moderation", "authority", at("matchmaking:moderation")),
    ("disputes", "authority", at("matchmaking:disputes")),
    ("dispute", "authority", at("matchmaking:dispute-decide")),
    ("organisation", "owner", at("organisations:home")),
    ("members", "owner", at("organisations:members")),
    ("vetting-queue", "authority", at("vetting:queue")),
)
