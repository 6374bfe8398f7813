"""Fingerprints of certificates: the SHA-256 of the DER form.

Within the program they are 64 hex digits; for people they are pairs of digits with colons.
"""

import hashlib
import re

_DIGITS = re.compile(r"[0-9a-f]{64}")
_BETWEEN = re.compile(r"[\s:\-]+")
_PREFIX = re.compile(r"^\s*sha-?256\s*[:=]?", re.IGNORECASE)


def fingerprint_of(certificate: bytes) -> str:
    return hashlib.sha256(certificate).hexdigest()


def read_fingerprint(text: str) -> str:
    """Parse a fingerprint with colons, blanks or a leading SHA-256; return the 64 digits. Raises ValueError."""
    digits = _BETWEEN.sub("", _PREFIX.sub("", text)).lower()
    if not _DIGITS.fullmatch(digits):
        raise ValueError("a fingerprint has 64 hex digits")
    return digits


def written_fingerprint(digits: str) -> str:
    """Format the digits as `AA:BB:…`; return any other text unchanged."""
    if not _DIGITS.fullmatch(digits):
        return digits
    return ":".join(digits[place : place + 2] for place in range(0, 64, 2)).upper()
