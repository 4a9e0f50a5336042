"""Settings shared by development, tests and production."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import dj_database_url
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from portal.settings import environment

BASE_DIR = Path(__file__).resolve().parent.parent.parent
DATA_DIR = Path(environment.text("QANTARA_DATA", str(BASE_DIR / "var")))

SECRET_KEY = environment.text("SECRET_KEY", "development-only-key-never-used-in-production")
DEBUG = False
ALLOWED_HOSTS: list[str] = []
SITE_URL = environment.text("SITE_URL", "http://127.0.0.1:8000")
BRIEFS_EMBED_ORIGINS = environment.items("BRIEFS_EMBED_ORIGINS")  # sites that may show the list of briefs in a frame

# The pillars and where their pages live. Take a line out (or delete the folder) and the rest works on without it:
# ``tests/contracts/test_without_a_pillar.py``.
PILLARS = {"lending": "financing/", "digital": "digital/", "export": "export/"}
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.contrib.humanize",  # django-allauth's page of sessions
    "django.contrib.admin",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_filters",
    "django_htmx",
    "csp",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "portal.common",
    "portal.criteria",
    "portal.identity",
    "portal.journal",
    "portal.organisations",
    "portal.documents",
    "portal.notify",
    "portal.privacy",
    "portal.vetting",
    "portal.matchmaking",
    "portal.briefs",
    "portal.complaints",
    *PILLARS,
    "portal.reports",
    "portal.web",
]

MIDDLEWARE = [
    "portal.common.middleware.RequestIdMiddleware",
    "portal.common.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.identity.middleware.PrivatePagesMiddleware",
    "portal.identity.middleware.ActivityMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "csp.middleware.CSPMiddleware",
    "portal.identity.middleware.TimeZoneMiddleware",
    "portal.organisations.middleware.ActorMiddleware",
    "portal.common.middleware.DomainErrorMiddleware",
    "portal.organisations.middleware.SecondFactorMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "portal.web.context.shell",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "portal.common.templatetags.ui",
                "portal.common.templatetags.lookups",
                "portal.matchmaking.templatetags.exchange",
            ],
        },
    },
    {  # rows of long lists and what stands on every page (portal/common/pieces.py)
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {"environment": "portal.common.pieces.environment"},
    },
]
FORM_RENDERER = "portal.common.rendering.Renderer"

# --- database: SQLite for a fresh machine, PostgreSQL by DATABASE_URL -------------------------------------------------

_database_url = environment.text("DATABASE_URL", f"sqlite:///{DATA_DIR / 'qantara.sqlite3'}")
DATABASES: dict[str, dict[str, Any]] = {"default": {**dj_database_url.parse(_database_url)}}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Immediate transactions: with Django's deferred default half of concurrent writes fail at once.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = environment.integer("DATABASE_CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- people -----------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "identity.User"
AUTHENTICATION_BACKENDS = ["portal.identity.backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "portal.identity.passwords.OwnWordsValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "web:dashboard"
ACCOUNT_ADAPTER = "portal.notify.account_mails.OutboxAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "portal.organisations.signup.SignupForm"
ACCOUNT_FORMS = {
    name: f"portal.identity.account_forms.{form}"
    for name, form in {
        "login": "LoginForm",
        "signup": "SignupForm",
        "add_email": "AddEmailForm",
        "change_password": "ChangePasswordForm",
        "set_password": "SetPasswordForm",
        "reset_password": "ResetPasswordForm",
        "reset_password_from_key": "ResetPasswordKeyForm",
        "reauthenticate": "ReauthenticateForm",
    }.items()
}
MFA_FORMS = {
    "authenticate": "portal.identity.account_forms.AuthenticateForm",
    "reauthenticate": "portal.identity.account_forms.SecondReauthenticateForm",
    "activate_totp": "portal.identity.account_forms.ActivateTOTPForm",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Per address of the visitor and per account named. Five wrong passwords lock that account's sign-in for five minutes,
# twenty within an hour for an hour; the answer is the same for accounts that do not exist.
ACCOUNT_RATE_LIMITS: dict[str, str] | bool = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key,20/h/key",
    "signup": "20/h/ip",
    "reset_password": "20/h/ip,5/h/key",
    "reset_password_from_key": "20/h/ip",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    "manage_email": "10/h/user",
    "confirm_email": "1/3m/key",
    # Ours (portal/identity/limits.py): what visitors may send without an account, and mails to addresses somebody types.
    "public_form": "20/h/ip",
    "public_mail": "10/h/ip,3/h/key",
    "invite": "30/h/user",
}
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # also for mail addresses, which allauth leaves open by default
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60  # changing mail, password or second factor asks again after this long
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # other sessions end; this one goes on under a new key
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 3
PASSWORD_RESET_TIMEOUT = 60 * 60  # seconds a reset link works, once
USERSESSIONS_TRACK_ACTIVITY = True  # shows when; written by ActivityMiddleware, at most every five minutes
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Qantara"
# People acting for organisations with these capabilities must use a second factor; "kind:level" asks it of that level,
# "operator" of those who may open Django's admin.
MFA_REQUIRED_FOR: list[str] = environment.items(
    "MFA_REQUIRED_FOR", "lender,guarantor,insurer,investor,authority,provider:admin,operator"
)
MFA_EXEMPTS_DEMO_PEOPLE = False

SESSION_ENGINE = "portal.identity.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 12  # a session lasts half a day …
SESSION_IDLE_SECONDS = environment.integer("SESSION_IDLE_SECONDS", default=3 * 60 * 60)  # … and ends when left alone
CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY: dict[str, dict[str, Any]] = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

# --- language, time ---------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese")), ("ar", _("Arabic"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["portal.common.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = environment.text("HOME_TIME_ZONE", "Asia/Riyadh")  # in it last days end, and people start with it
HOME_COUNTRY = environment.text("HOME_COUNTRY", "SA")  # whose working days and identifiers come first
HOME_CURRENCY = environment.text("HOME_CURRENCY", "SAR")
OPERATOR_FILE = environment.text("OPERATOR_FILE", "")  # who runs the portal and what they promise (common/operator.py)

# --- files ------------------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = Path(environment.text("STATIC_ROOT", str(DATA_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = DATA_DIR / "files"  # never below a web root: downloads pass through a permission check
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
MAX_UPLOAD_BYTES = 10 * 1024 * 1024

# --- queue and cache --------------------------------------------------------------------------------------------------

REDIS_URL = environment.text("REDIS_URL", "")
# A unix socket is "unix:///path" for the cache and "redis+socket:///path" for Celery.
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1) or "memory://localhost"
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ALWAYS_EAGER = False
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 4
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_TIME_LIMIT = 900
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # A killed worker's tasks come back after this long; no task of ours may be delayed by more than it.
    "visibility_timeout": 960,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
}
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
HEARTBEAT_FILE = environment.text("HEARTBEAT_FILE", "")  # touched by the worker: who watches it sees that it lives
CELERY_BEAT_SCHEDULER = "portal.celery:SturdyScheduler"
CELERY_BEAT_SCHEDULE = {
    "heartbeat": {"task": "common.heartbeat", "schedule": timedelta(seconds=15), "options": {"expires": 60}},
    "clock": {"task": "matchmaking.run_clock", "schedule": timedelta(seconds=30)},
    "outbox": {"task": "notify.sweep", "schedule": timedelta(seconds=20)},
    "journal-dispatch": {"task": "notify.dispatch_pending", "schedule": timedelta(seconds=20)},
    "digests": {"task": "notify.send_digests", "schedule": crontab(hour=4, minute=0)},  # 07:00 in Riyadh
    "briefs-clock": {"task": "briefs.clock", "schedule": timedelta(seconds=60)},
    "briefs-links": {"task": "briefs.check_links", "schedule": timedelta(hours=6)},
    "complaints-clock": {"task": "complaints.clock", "schedule": timedelta(minutes=10)},
    "reports": {"task": "reports.refresh", "schedule": timedelta(minutes=5)},
    "vetting-clock": {"task": "vetting.run_clock", "schedule": timedelta(minutes=30)},
    "privacy-sweep": {"task": "privacy.sweep", "schedule": timedelta(minutes=5)},
    "privacy-retain": {"task": "privacy.retain", "schedule": timedelta(hours=24)},
    "rematch": {"task": "matchmaking.rematch", "schedule": crontab(hour=0, minute=30)},
    "journal-seal": {"task": "journal.seal", "schedule": timedelta(seconds=15)},
}
PILLAR_CLOCKS: dict[str, dict[str, dict[str, Any]]] = {
    "lending": {"appeals-clock": {"task": "lending.appeals_clock", "schedule": timedelta(hours=1)}},
    "digital": {
        "digital-clock": {"task": "digital.clock", "schedule": timedelta(minutes=5)},
        "integrity-scan": {"task": "digital.scan_integrity", "schedule": crontab(hour=1, minute=0)},
    },
    "export": {"export-upkeep": {"task": "export.upkeep", "schedule": timedelta(minutes=5)}},
}
for _pillar in PILLARS:
    CELERY_BEAT_SCHEDULE |= PILLAR_CLOCKS[_pillar]

CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    )
}

# --- mail -------------------------------------------------------------------------------------------------------------

DEFAULT_FROM_EMAIL = environment.text("DEFAULT_FROM_EMAIL", "Qantara <no-reply@qantara.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
WEBHOOK_ALLOW_LOOPBACK = False  # tests only: otherwise an organisation could make our servers talk to themselves
SHOW_MAILBOX = False  # the development page on which every mail can be read
IS_DEMO = False  # demo people and demo labels in the interface

# --- API --------------------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "portal.organisations.api_tokens.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["portal.common.api.JsonParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.LimitOffsetPagination",
    "PAGE_SIZE": 20,
    "EXCEPTION_HANDLER": "portal.common.api.exception_handler",
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.ScopedRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {"calculators": "120/min"},
    "NUM_PROXIES": 0,  # the visitor's own word about forwarded addresses counts for nothing
    "COERCE_DECIMAL_TO_STRING": True,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Qantara API",
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "ENUM_NAME_OVERRIDES": {  # fields of one name with different choices
        "RepaymentFrequencyEnum": "lending.choices.Frequency",
        "PricedFrequencyEnum": "lending.api_price.FREQUENCIES",
        "FinancingProductEnum": "lending.choices.Product",
        "HolidayRuleEnum": "lending.choices.Roll",
    },
}

# --- watching ---------------------------------------------------------------------------------------------------------

METRICS_TOKEN = environment.text("METRICS_TOKEN", "")  # empty: /metrics answers this machine only
LOG_REQUESTS = environment.boolean("LOG_REQUESTS", default=False)
LOG_LEVEL = environment.text("LOG_LEVEL", "INFO")
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"},
        "json": {"()": "portal.common.logs.JsonFormatter"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
