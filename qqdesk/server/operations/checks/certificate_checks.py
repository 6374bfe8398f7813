"""Check the certificate. The checks change nothing."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from qqdesk.protocol.admin_commands import IssueKind
from qqdesk.server.errors import CertificateError
from qqdesk.server.operations.checks.finding import Finding
from qqdesk.server.settings.certificate import CERTIFICATE_FILE, KEY_FILE, ServerCertificate
from qqdesk.server.settings.settings import Settings

_EXPIRES_SOON = timedelta(days=14)


def check_certificate(folder: Path, settings: Settings, now: int) -> Iterator[Finding]:
    if not settings.tls:
        yield Finding("HTTPS is switched off, so passwords and messages can be read on their way.", is_note=True)
        return
    is_own = not settings.cert
    certificate = folder / CERTIFICATE_FILE if is_own else Path(settings.cert)
    key = folder / KEY_FILE if is_own else Path(settings.key or settings.cert)
    if is_own and not certificate.exists() and not key.exists():
        return  # the next start creates them
    remedy = "Put both files back from a backup." if is_own else "Name others with --cert and --key."
    try:
        validity = ServerCertificate(certificate, key).validity()
    except CertificateError as error:
        yield Finding(f"{error} {remedy}", IssueKind.CERTIFICATE)
        return
    if validity is not None:
        yield from _check_validity(certificate, *validity, now, is_own)
    if os.name == "posix" and key.stat().st_mode & 0o077:
        yield Finding(f"Other users of this computer can read the key {key}. To prevent that: chmod 600 {key}")


def _check_validity(certificate: Path, begin: datetime, end: datetime, now: int, is_own: bool) -> Iterator[Finding]:
    time = datetime.fromtimestamp(now / 1000, UTC)
    if time < begin:
        yield Finding(
            f"The certificate {certificate} becomes valid on {begin:%Y-%m-%d %H:%M} UTC. Check the clock of this "
            "computer first: if it is right, the certificate is wrong.",
            IssueKind.CERTIFICATE,
        )
    elif time > end - _EXPIRES_SOON:
        renewal = (
            "Remove it and its key, and the server makes new ones; users are then asked to compare the new fingerprint."
            if is_own
            else "Renew it, and replace the file; the server loads it by itself."
        )
        yield Finding(
            f"The certificate {certificate} {'expired' if time > end else 'expires'} on {end:%Y-%m-%d %H:%M} UTC. "
            f"{renewal}",
            IssueKind.CERTIFICATE,
        )
