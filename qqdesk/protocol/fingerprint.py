"""Fingerprints of certificates: the SHA-256 of the whole certificate (DER), as 64 hex digits within the program, and in
pairs with colons between them where people compare two of them."""

import hashlib
import re

_DIGITS = re.compile(r"[0-9a-f]{64}")
_BETWEEN = re.compile(r"[\s:\-]+")
_PREFIX = re.compile(r"^\s*sha-?256\s*[:=]?", re.IGNORECASE)


def fingerprint_of(certificate: bytes) -> str:
    """Of a certificate in DER."""
    return hashlib.sha256(certificate).hexdigest()


def read_fingerprint(text: str) -> str:
    """The 64 digits of a fingerprint as people copy it: with colons, blanks or SHA-256 before it. Raises ValueError."""
    digits = _BETWEEN.sub("", _PREFIX.sub("", text)).lower()
    if not _DIGITS.fullmatch(digits):
        raise ValueError("a fingerprint has 64 hex digits")
    return digits


def written_fingerprint(digits: str) -> str:
    """`AA:BB:…` for the digits; whatever is none stays as it is."""
    if not _DIGITS.fullmatch(digits):
        return digits
    return ":".join(digits[place : place + 2] for place in range(0, 64, 2)).upper()
