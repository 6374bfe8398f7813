"""Validation of profile fields. A check returns a sentence, or "" if the value is valid."""

import re

from PySide6.QtCore import QCoreApplication

from qqdesk.gui.people.profile_fields import MAX_ABOUT_CHARS, MAX_AGE, MAX_NICKNAME_CHARS, MAX_TEXT_CHARS

_EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\".]+(\.[^@\s,;<>\".]+)*")
_PAGE = re.compile(r"(https?://)?[^\s/:@?#.]+(\.[^\s/:@?#.]+)*\.?(:\d{1,5})?([/?#]\S*)?", re.IGNORECASE)
_TELEPHONE = re.compile(r"[0-9０-９+\-()（）./,;#* x转]+", re.IGNORECASE)
_POSTCODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z \-]{1,11}")
_LEAST_DIGITS = 3


def length_fault(field: str, text: str) -> str:
    """Check the length against the limits of the server."""
    most = {"nickname": MAX_NICKNAME_CHARS, "about": MAX_ABOUT_CHARS}.get(field, MAX_TEXT_CHARS)
    over = len(text) - most
    if over <= 0:
        return ""
    sentence = QCoreApplication.translate("Profile", "At most {most} characters are possible; shorten it by {over}.")
    return sentence.format(most=most, over=over)


def field_fault(field: str, value: str | int) -> str:
    """Check a field of `Profile`."""
    if isinstance(value, int):
        return _age_fault(value) if field == "age" else ""
    if field == "nickname" and not value:
        return QCoreApplication.translate("Profile", "A nickname is needed: it is what others see in their lists.")
    check = _CHECKS.get(field)
    return length_fault(field, value) or (check(value) if check is not None and value else "")


def _age_fault(age: int) -> str:
    if 0 <= age <= MAX_AGE:
        return ""
    return QCoreApplication.translate("Profile", "An age is a number from 0 to {most}.").format(most=MAX_AGE)


def _email_fault(text: str) -> str:
    if _EMAIL.fullmatch(text):
        return ""
    return QCoreApplication.translate("Profile", "This is no e-mail address. Write one like name@example.org.")


def _page_fault(text: str) -> str:
    if _PAGE.fullmatch(text) and ("." in text or "://" in text):
        return ""
    return QCoreApplication.translate("Profile", "This is no address of a page. Write one like https://example.org.")


def _telephone_fault(text: str) -> str:
    if _TELEPHONE.fullmatch(text) and sum(char.isdecimal() for char in text) >= _LEAST_DIGITS:
        return ""
    return QCoreApplication.translate("Profile", "This is no telephone number. Write one like +86 10 1234 5678.")


def _postcode_fault(text: str) -> str:
    if _POSTCODE.fullmatch(text):
        return ""
    return QCoreApplication.translate("Profile", "A postcode has 2 to 12 letters and digits.")


_CHECKS = {
    "email": _email_fault,
    "home_page": _page_fault,
    "telephone": _telephone_fault,
    "mobile": _telephone_fault,
    "postcode": _postcode_fault,
}
