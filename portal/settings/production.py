"""Production: refuses to start half-configured."""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from portal.common import operator
from portal.settings import environment
from portal.settings.base import *  # noqa: F403
from portal.settings.base import CONTENT_SECURITY_POLICY, DATABASES, LOGGING, REDIS_URL, REST_FRAMEWORK

SECRET_KEY = environment.text("SECRET_KEY")
ALLOWED_HOSTS = environment.items("ALLOWED_HOSTS")
SITE_URL = environment.text("SITE_URL")
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY must have at least 50 characters")
if SECRET_KEY.startswith(("development-only", "django-insecure")) or len(set(SECRET_KEY)) < 10:
    raise ImproperlyConfigured("SECRET_KEY must be random, as secrets.token_urlsafe(64) makes it")
if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts")
if "postgresql" not in DATABASES["default"]["ENGINE"]:
    raise ImproperlyConfigured("DATABASE_URL must name a PostgreSQL database")
if not REDIS_URL:
    raise ImproperlyConfigured("REDIS_URL must be set")
if not REDIS_URL.startswith(("redis://", "rediss://", "unix://")):
    raise ImproperlyConfigured("REDIS_URL must start with redis://, rediss:// or unix://")
if urlsplit(SITE_URL).hostname not in ALLOWED_HOSTS and not any(
    host.startswith(".") and (urlsplit(SITE_URL).hostname or "").endswith(host) for host in ALLOWED_HOSTS
):
    raise ImproperlyConfigured("SITE_URL must be the full address of one of the ALLOWED_HOSTS")
OPERATOR_FILE = operator.checked(environment.text("OPERATOR_FILE", ""))
# Behind a connection pool in transaction mode (PgBouncer): no server-side cursors, connections given back at once.
if environment.boolean("DATABASE_POOLED", default=False):
    DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = True
    DATABASES["default"]["CONN_MAX_AGE"] = 0
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)

EMAIL_BACKEND = environment.text("EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
EMAIL_HOST = environment.text("EMAIL_HOST", "localhost")
EMAIL_PORT = environment.integer("EMAIL_PORT", default=25)
EMAIL_HOST_USER = environment.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = environment.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = environment.boolean("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 20

IS_HTTPS = environment.boolean("HTTPS", default=True)  # off only for a smoke test on one machine, never on a network
if not IS_HTTPS and urlsplit(SITE_URL).hostname not in {"127.0.0.1", "localhost"}:
    raise ImproperlyConfigured("HTTPS may be off only when SITE_URL is on this machine")
if IS_HTTPS and urlsplit(SITE_URL).scheme != "https":
    raise ImproperlyConfigured("SITE_URL must start with https://")
SECURE_SSL_REDIRECT = IS_HTTPS
# The proxy replaces X-Forwarded-For by the visitor's address; without this all visitors would share one rate limit.
ALLAUTH_TRUSTED_PROXY_COUNT = environment.integer("TRUSTED_PROXIES", default=1 if IS_HTTPS else 0)
REST_FRAMEWORK["NUM_PROXIES"] = ALLAUTH_TRUSTED_PROXY_COUNT
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = environment.integer("SECURE_HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_SECURE = IS_HTTPS
LANGUAGE_COOKIE_SECURE = IS_HTTPS
if IS_HTTPS:
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["upgrade-insecure-requests"] = True
CSRF_TRUSTED_ORIGINS = [SITE_URL]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
LOGGING["handlers"]["console"]["formatter"] = "json"
LOG_REQUESTS = environment.boolean("LOG_REQUESTS", default=True)
