"""Fast and strict settings for the tests. DATABASE_URL and REDIS_URL choose the servers."""

from portal.settings import environment
from portal.settings.base import *  # noqa: F403
from portal.settings.base import DATA_DIR, DATABASES

INSTALLED_APPS = [*INSTALLED_APPS, "tests.probe"]  # the smallest pillar, for tests of the spine
DEBUG = False
IS_DEMO = True
MFA_REQUIRED_FOR = []  # its own tests switch it on
SHOW_MAILBOX = True
ALLOWED_HOSTS = ["*"]
SITE_URL = "http://testserver"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_TASK_ALWAYS_EAGER = environment.boolean("CELERY_EAGER", default=True)
CELERY_TASK_EAGER_PROPAGATES = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
REST_FRAMEWORK = {**REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": {"calculators": None}}
ACCOUNT_RATE_LIMITS = False
WHITENOISE_AUTOREFRESH = True  # nothing is collected for tests
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, never memory: in-memory SQLite refuses most concurrent requests of a live server.
    DATA_DIR.mkdir(parents=True, exist_ok=True)  # a fresh checkout has no such folder
    DATABASES["default"]["TEST"] = {"NAME": DATABASES["default"]["NAME"] + ".test"}
CRITERIA_READ_MODEL = False  # a process-wide index would outlive the rows of a rolled-back test
if environment.text("EMAIL_FILE_PATH", ""):  # a worker in a process of its own: the test reads its mails from files
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = environment.text("EMAIL_FILE_PATH")
