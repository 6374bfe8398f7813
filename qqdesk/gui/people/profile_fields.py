"""The fields of a profile: names, order, limits, validation and links."""

import html
import re
from functools import partial

from PySide6.QtCore import QCoreApplication

from qqdesk.gui.kit.form import Field, Section
from qqdesk.gui.message_text.links import find_links
from qqdesk.gui.message_text.text_units import cut, units
from qqdesk.gui.people.person_texts import sex_text
from qqdesk.protocol.codes import AddOutcome, Sex
from qqdesk.protocol.profile import MAX_SIGNATURE_CHARS

# The limits of the server, which refuses longer texts.
MAX_NICKNAME_CHARS = 64
MAX_TEXT_CHARS = 256
MAX_ABOUT_CHARS = 2000
MAX_AGE = 150
_MOST_CHARS = {
    "nickname": MAX_NICKNAME_CHARS,
    "signature": MAX_SIGNATURE_CHARS,
    "status_text": MAX_SIGNATURE_CHARS,
    "about": MAX_ABOUT_CHARS,
}

_PAGE = r"(https?://)?[^\s/:@?#.]+(\.[^\s/:@?#.]+)*\.?(:\d{1,5})?([/?#]\S*)?"
_TELEPHONE = r"[0-9０-９+\-()（）./,;#* x转]+"
_PATTERNS = {
    "email": re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\".]+(\.[^@\s,;<>\".]+)*"),
    "home_page": re.compile(rf"(?=.*(\.|://)){_PAGE}", re.IGNORECASE),
    "telephone": re.compile(rf"(?=(\D*\d){{3}}){_TELEPHONE}", re.IGNORECASE),
    "postcode": re.compile(r"[0-9A-Za-z][0-9A-Za-z \-]{1,11}"),
}
_PATTERNS["mobile"] = _PATTERNS["telephone"]

FIRST = ("nickname", "signature", "status_text")
"""The fields that are always shown; the face is in the header."""

SECTIONS: tuple[tuple[str, ...], ...] = (
    ("sex", "age", "real_name", "blood_type", "constellation", "zodiac"),
    ("country", "province", "city", "address", "postcode"),
    ("email", "home_page", "telephone", "mobile"),
    ("occupation", "school", "about"),
)
"""The other fields in display order."""


def section_titles() -> tuple[str, ...]:
    return (
        QCoreApplication.translate("Profile", "About me"),
        QCoreApplication.translate("Profile", "Where I live"),
        QCoreApplication.translate("Profile", "How to reach me"),
        QCoreApplication.translate("Profile", "What I do"),
    )


def field_names() -> dict[str, str]:
    """Return the name of each field with its mnemonic."""
    return {
        "nickname": QCoreApplication.translate("Profile", "&Nickname"),
        "signature": QCoreApplication.translate("Profile", "Signature"),
        "status_text": QCoreApplication.translate("Profile", "Status text"),
        "sex": QCoreApplication.translate("Profile", "Se&x"),
        "age": QCoreApplication.translate("Profile", "A&ge"),
        "real_name": QCoreApplication.translate("Profile", "&Real name"),
        "blood_type": QCoreApplication.translate("Profile", "&Blood type"),
        "constellation": QCoreApplication.translate("Profile", "Cons&tellation"),
        "zodiac": QCoreApplication.translate("Profile", "&Zodiac animal"),
        "country": QCoreApplication.translate("Profile", "Co&untry"),
        "province": QCoreApplication.translate("Profile", "&Province"),
        "city": QCoreApplication.translate("Profile", "Cit&y"),
        "address": QCoreApplication.translate("Profile", "A&ddress"),
        "postcode": QCoreApplication.translate("Profile", "P&ostcode"),
        "email": QCoreApplication.translate("Profile", "&E-mail"),
        "home_page": QCoreApplication.translate("Profile", "&Home page"),
        "telephone": QCoreApplication.translate("Profile", "Te&lephone"),
        "mobile": QCoreApplication.translate("Profile", "&Mobile"),
        "occupation": QCoreApplication.translate("Profile", "Occup&ation"),
        "school": QCoreApplication.translate("Profile", "School"),
        "about": QCoreApplication.translate("Profile", "&Introduction"),
    }


def first_fields() -> tuple[Field, ...]:
    """Return the fields that are always shown, and *Who may add me*, which is no field of `Profile`."""
    translate = QCoreApplication.translate
    choices = (
        (AddOutcome.ADDED, translate("Profile", "Anyone")),
        (AddOutcome.CONSENT_NEEDED, translate("Profile", "Only with my consent")),
        (AddOutcome.NOBODY, translate("Profile", "Nobody")),
    )
    return (*map(_field, FIRST), Field("allow", translate("Profile", "&Who may add me"), choices))


def sections() -> tuple[Section, ...]:
    """Return the other fields."""
    return tuple((title, tuple(map(_field, keys))) for title, keys in zip(section_titles(), SECTIONS, strict=True))


def _field(key: str) -> Field:
    label, fault = field_names()[key], partial(field_fault, key)
    not_given = QCoreApplication.translate("Profile", "Not given")
    match key:
        case "sex":
            choices = [(sex, sex_text(sex) or not_given) for sex in (Sex.NOT_GIVEN, Sex.MALE, Sex.FEMALE)]
            return Field(key, label, choices, unset=Sex.NOT_GIVEN)
        case "age":
            return Field(key, label, highest=MAX_AGE, unset=0, unset_text=not_given, fault=fault)
    return Field(key, label, lines=4 if key == "about" else 1, fault=fault)


def field_fault(field: str, value: str | int) -> str:
    """Return a sentence about an invalid value of a field of `Profile`; "" if it is valid."""
    if field == "age" and not 0 <= int(value) <= MAX_AGE:
        return QCoreApplication.translate("Profile", "An age is a number from 0 to {most}.").format(most=MAX_AGE)
    if isinstance(value, int):
        return ""
    if field == "nickname" and not value:
        return QCoreApplication.translate("Profile", "A nickname is needed: it is what others see in their lists.")
    most = _MOST_CHARS.get(field, MAX_TEXT_CHARS)
    if len(value) > most:
        sentence = QCoreApplication.translate(
            "Profile", "At most {most} characters are possible; shorten it by {over}."
        )
        return sentence.format(most=most, over=len(value) - most)
    if value and field in _PATTERNS and not _PATTERNS[field].fullmatch(value):
        return _pattern_faults()[field]
    return ""


def _pattern_faults() -> dict[str, str]:
    telephone = QCoreApplication.translate(
        "Profile", "This is not a telephone number. Write one like +86 10 1234 5678."
    )
    return {
        "email": QCoreApplication.translate(
            "Profile", "This is not an e-mail address. Write one like name@example.org."
        ),
        "home_page": QCoreApplication.translate(
            "Profile", "This is not the address of a page. Write one like https://example.org."
        ),
        "telephone": telephone,
        "mobile": telephone,
        "postcode": QCoreApplication.translate("Profile", "A postcode has 2 to 12 letters and digits."),
    }


def with_links(field: str, text: str) -> str:
    """Return a value as rich text with its addresses as links."""
    target = ""
    if field == "email" and "@" in text and " " not in text:
        target = f"mailto:{text}"
    elif field == "home_page" and "." in text and " " not in text and ":" not in text:
        target = f"http://{text}"
    if target:
        return f'<a href="{html.escape(target)}">{html.escape(text)}</a>'
    parts, end = [], 0
    for link in find_links(text):
        words = html.escape(cut(text, link.start, link.start + link.length))
        parts += [html.escape(cut(text, end, link.start)), f'<a href="{html.escape(link.url)}">{words}</a>']
        end = link.start + link.length
    parts.append(html.escape(cut(text, end, units(text))))
    return "".join(parts).replace("\n", "<br>")
