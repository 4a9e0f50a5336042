"""A few minutes after a deployment: does the portal that people see work, and does the background move?

    python -m tools.smoke https://portal.example --inside http://127.0.0.1:8000 [--wait SECONDS]

``--inside``: where the web process itself answers; the probes and the metrics are asked there, because the proxy closes
them to the world (which is checked). Without it one address is asked for everything. Reads only; needs no account.
A certificate of your own: SSL_CERT_FILE names it. METRICS_TOKEN (when set) opens /metrics from elsewhere. Non-zero exit with every fault.
"""

import argparse
import json
import os
import re
import sys
import time
import urllib.error
import urllib.request

LANGUAGES = {"en": "ltr", "zh-hans": "ltr", "ar": "rtl"}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
LONGEST_QUEUE_SECONDS = 60
Answer = tuple[int, dict[str, str], str]


def fetch(address: str, headers: dict[str, str] | None = None) -> Answer:
    """Status (0: no answer), headers, text."""
    question = urllib.request.Request(address, headers={"User-Agent": "qantara-smoke", **(headers or {})})
    try:
        with urllib.request.urlopen(question, timeout=20) as answer:
            return answer.status, dict(answer.headers), answer.read().decode(errors="replace")
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers), error.read().decode(errors="replace")
    except OSError as error:
        return 0, {}, str(error)


def probe_faults(base: str, wait_seconds: float) -> list[str]:
    limit = time.monotonic() + wait_seconds
    while True:
        status, _headers, text = fetch(f"{base}/readyz")
        if status == 200:
            break
        if time.monotonic() >= limit:
            return [f"/readyz: {status} {text[:200]}"]
        time.sleep(0.5)
    status, _headers, text = fetch(f"{base}/healthz")
    return [] if (status, text) == (200, "ok\n") else [f"/healthz: {status} {text[:100]}"]


def page_faults(base: str, language: str, direction: str) -> list[str]:
    address = f"{base}/{language}/"
    status, headers, text = fetch(address)
    if status != 200:
        return [f"{address}: {status}"]
    found = [f"{address}: {name} is not {value}" for name, value in HEADERS.items() if headers.get(name) != value]
    policy = headers.get("Content-Security-Policy", "")
    if "default-src 'self'" not in policy or "unsafe" in policy:
        found.append(f"{address}: content security policy: {policy!r}")
    tag = re.search(r"<html[^>]*>", text)
    if not tag or f'lang="{language}"' not in tag[0].lower() or f'dir="{direction}"' not in tag[0]:
        found.append(f"{address}: language or direction of the page is wrong")
    for asset in sorted(set(re.findall(r'(?:href|src)="(/static/[^"]+)"', text))):
        status, headers, _text = fetch(base + asset)
        if status != 200:
            found.append(f"{asset}: {status}")
    return found


def api_faults(base: str) -> list[str]:
    status, _headers, text = fetch(f"{base}/api/v1/openapi.json")
    try:
        paths = json.loads(text)["paths"] if status == 200 else None
    except (ValueError, KeyError):
        paths = None
    return [] if isinstance(paths, dict) else [f"/api/v1/openapi.json: {status}, not an OpenAPI document"]


def closed_faults(base: str, inside: str) -> list[str]:
    """What nobody may read without an account."""
    found = []
    for path in ("/metrics", "/readyz") if inside != base else ():
        status, _headers, _text = fetch(base + path)
        if status != 404:
            found.append(f"{path}: {status} through the proxy, must be closed")
    for path in ("/en/dashboard/", "/en/admin/"):
        status, _headers, text = fetch(base + path)
        if status == 200 and 'type="password"' not in text:
            found.append(f"{path}: open to everybody")
        elif status not in {200, 403, 404}:
            found.append(f"{path}: {status}")
    status, _headers, _text = fetch(f"{base}/metrics", {"X-Forwarded-For": "203.0.113.9"})
    if status != 404:
        found.append(f"/metrics: {status} for a visitor from outside")
    return found


def background_faults(base: str, wait_seconds: float) -> list[str]:
    """Whether beat, broker, worker and database work together, from the age of the heartbeat."""
    token = os.environ.get("METRICS_TOKEN")
    limit = time.monotonic() + wait_seconds
    while True:
        status, _headers, text = fetch(f"{base}/metrics", {"Authorization": f"Bearer {token}"} if token else None)
        age = re.search(r"^qantara_queue_age_seconds ([\d.e+-]+)$", text, re.MULTILINE)
        if status == 200 and age and float(age[1]) <= LONGEST_QUEUE_SECONDS:
            return []
        if time.monotonic() >= limit:
            return [f"background work: no heartbeat of a worker ({status}, {age[1] + ' s old' if age else 'none yet'})"]
        time.sleep(0.5)


def faults(base: str, *, wait_seconds: float, inside: str = "") -> list[str]:
    """Everything that is wrong, in words; waits ``wait_seconds`` at most for readiness and for the first heartbeat."""
    inside = inside or base
    found = probe_faults(inside, wait_seconds)
    if found:
        return found
    for language, direction in LANGUAGES.items():
        found += page_faults(base, language, direction)
    return found + api_faults(base) + closed_faults(base, inside) + background_faults(inside, wait_seconds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("address")
    parser.add_argument("--inside", default="")
    parser.add_argument("--wait", type=float, default=60)
    options = parser.parse_args()
    found = faults(options.address.rstrip("/"), wait_seconds=options.wait, inside=options.inside.rstrip("/"))
    print("\n".join(found) if found else f"{options.address}: everything asked works")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
