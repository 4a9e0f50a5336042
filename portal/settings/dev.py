"""The embedded default: SQLite, the demo's child broker, a mailbox page, demo people."""

from portal.settings import environment
from portal.settings.base import *  # noqa: F403
from portal.settings.base import DATA_DIR, MIDDLEWARE

DEBUG = environment.boolean("DEBUG", default=False)
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", "testserver", *environment.items("ALLOWED_HOSTS")]
IS_DEMO = True
MFA_EXEMPTS_DEMO_PEOPLE = True  # so that a stranger can sign in as any demo person
SHOW_MAILBOX = True
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "mail"
WHITENOISE_USE_FINDERS = True
# No nginx stands in front of the demo: pages and files go out as small as they would from it (ux bar UX-09).
MIDDLEWARE = ["django.middleware.gzip.GZipMiddleware", *MIDDLEWARE]
DATA_DIR.mkdir(parents=True, exist_ok=True)  # a fresh checkout has no such folder
