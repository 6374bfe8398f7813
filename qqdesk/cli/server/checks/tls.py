"""Checks of the certificate: whether it can be loaded, and its dates."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509

from qqdesk.cli.server.checks.finding import CheckContext, Finding
from qqdesk.server.errors import CertificateError
from qqdesk.server.operations.certificate import CERTIFICATE_FILE, KEY_FILE, ServerCertificate

_SOON = timedelta(days=14)


def check_certificate(context: CheckContext) -> Iterator[Finding]:
    settings = context.settings
    if not settings.tls:
        yield Finding("HTTPS is switched off, so passwords and messages can be read on their way.", note=True)
        return
    own = not settings.cert
    certificate = context.folder / CERTIFICATE_FILE if own else Path(settings.cert)
    key = context.folder / KEY_FILE if own else Path(settings.key or settings.cert)
    if own and not certificate.exists() and not key.exists():
        return  # the next start creates them
    other = "Put both files back from a backup." if own else "Name others with --cert and --key."
    try:
        ServerCertificate(certificate, key)
        found = _read(certificate)
    except CertificateError as error:
        yield Finding(f"{error} {other}")
        return
    except (OSError, ValueError):
        yield Finding(f"There is no certificate (PEM) in {certificate}. {other}")
        return
    yield from _check_dates(found, certificate, datetime.fromtimestamp(context.now / 1000, UTC), own)
    if not own and os.name == "posix" and key.stat().st_mode & 0o077:
        yield Finding(f"Other users of this computer can read the key {key}. To prevent that: chmod 600 {key}")


def _read(path: Path) -> "x509.Certificate":
    return x509.load_pem_x509_certificate(path.read_bytes())


def _check_dates(found: "x509.Certificate", path: Path, now: datetime, own: bool) -> Iterator[Finding]:
    begin, end = found.not_valid_before_utc, found.not_valid_after_utc
    renewal = (
        "Remove it and its key, and the server makes new ones; users are then asked to compare the new fingerprint."
        if own
        else "Renew it, and replace the file; the server loads it by itself."
    )
    if now < begin:
        yield Finding(
            f"The certificate {path} becomes valid on {begin:%Y-%m-%d %H:%M} UTC. Check the clock of this computer "
            "first: if it is right, the certificate is wrong."
        )
    elif now > end:
        yield Finding(f"The certificate {path} expired on {end:%Y-%m-%d %H:%M} UTC. {renewal}")
    elif now > end - _SOON:
        yield Finding(f"The certificate {path} expires on {end:%Y-%m-%d %H:%M} UTC. {renewal}")
