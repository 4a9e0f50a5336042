"""Production refuses to start half-configured; complete, it passes Django's own deployment checks."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tools.production import operator_file

ROOT = Path(__file__).resolve().parents[3]
COMPLETE = {
    "SECRET_KEY": "pB8x-QwErTyUiOpAsDfGhJkLzXcVbNm1234567890-abcdefghijkl",
    "ALLOWED_HOSTS": "portal.example",
    "SITE_URL": "https://portal.example",
    "DATABASE_URL": "postgres://user:word@127.0.0.1:1/none",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "OPERATOR_FILE": str(operator_file(Path(tempfile.mkdtemp(prefix="qantara-operator-")))),
}


def load(values: dict[str, str], code: str = "pass") -> subprocess.CompletedProcess[str]:
    """Load the production settings in a process of their own with exactly these values."""
    surroundings = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "portal.settings.production", **values}
    program = f"import django; django.setup(); from django.conf import settings; {code}"
    command = [sys.executable, "-c", program]
    return subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False)


def test_complete_settings_load() -> None:
    done = load(COMPLETE, "s = settings; print(s.DEBUG, s.IS_DEMO, s.SHOW_MAILBOX, s.SECURE_SSL_REDIRECT)")
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["False", "False", "False", "True"]


@pytest.mark.parametrize("name", sorted(COMPLETE))
def test_each_value_is_needed(name: str) -> None:
    done = load({key: value for key, value in COMPLETE.items() if key != name})
    assert done.returncode != 0
    assert "ImproperlyConfigured" in done.stderr
    assert name in done.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "a" * 60),
        ("SECRET_KEY", "development-only-key-never-used-in-production-and-long"),
        ("ALLOWED_HOSTS", "*"),
        ("ALLOWED_HOSTS", " , "),
        ("SITE_URL", "https://elsewhere.example"),
        ("SITE_URL", "http://portal.example"),
        ("SITE_URL", "portal.example"),
        ("DATABASE_URL", "sqlite:////tmp/never.sqlite3"),
        ("REDIS_URL", "memory://"),
        ("HTTPS", "maybe"),
        ("HTTPS", "no"),
        ("OPERATOR_FILE", "/nowhere/operator.json"),
        ("OPERATOR_FILE", str(ROOT / "deploy" / "operator.example.json")),
        ("EMAIL_PORT", "many"),
        ("DATABASE_CONN_MAX_AGE", "-1"),
    ],
)
def test_wrong_values_are_refused(name: str, value: str) -> None:
    done = load({**COMPLETE, name: value})
    assert done.returncode != 0
    assert "ImproperlyConfigured" in done.stderr


def test_secrets_can_come_from_files(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text(COMPLETE["SECRET_KEY"] + "\n", encoding="utf-8")
    values = {key: value for key, value in COMPLETE.items() if key != "SECRET_KEY"}
    done = load({**values, "SECRET_KEY_FILE": str(secret)}, "print(len(settings.SECRET_KEY))")
    assert done.stdout.strip() == str(len(COMPLETE["SECRET_KEY"])), done.stderr


def test_cookies_headers_and_hsts_of_production() -> None:
    code = (
        "import json; s = settings; print(json.dumps({"
        "'names': [s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME], "
        "'flags': [s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.LANGUAGE_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY], "
        "'same': [s.SESSION_COOKIE_SAMESITE, s.CSRF_COOKIE_SAMESITE], 'hsts': [s.SECURE_HSTS_SECONDS, "
        "s.SECURE_HSTS_INCLUDE_SUBDOMAINS], 'csp': s.CONTENT_SECURITY_POLICY['DIRECTIVES'], "
        "'demo': [s.IS_DEMO, s.SHOW_MAILBOX, s.MFA_EXEMPTS_DEMO_PEOPLE, s.WEBHOOK_ALLOW_LOOPBACK, s.DEBUG], "
        "'proxies': [s.ALLAUTH_TRUSTED_PROXY_COUNT, s.REST_FRAMEWORK['NUM_PROXIES']], 'hash': s.PASSWORD_HASHERS[0], "
        "'mfa': s.MFA_REQUIRED_FOR}))"
    )
    done = load(COMPLETE, code)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["names"] == ["__Host-session", "__Host-csrf"]
    assert all(told["flags"])
    assert told["same"] == ["Lax", "Lax"]
    assert told["hsts"] == [31_536_000, True]
    assert told["csp"]["script-src"] == told["csp"]["style-src"] == told["csp"]["default-src"] == ["'self'"]
    assert told["csp"]["object-src"] == told["csp"]["base-uri"] == told["csp"]["frame-ancestors"] == ["'none'"]
    assert told["csp"]["upgrade-insecure-requests"] is True
    assert not any(told["demo"])
    assert told["proxies"] == [1, 1]
    assert told["hash"].endswith("Argon2PasswordHasher")
    assert {"lender", "authority", "provider:admin", "operator"} <= set(told["mfa"])
