"""The fields of a profile: names, order and limits."""

import re

from PySide6.QtCore import QCoreApplication

# The limits of the server, which refuses longer texts.
MAX_NICKNAME_CHARS = 64
MAX_TEXT_CHARS = 256
MAX_ABOUT_CHARS = 2000
MAX_AGE = 150

_KEY = re.compile(r"\(&.\)|&")

SECTIONS: tuple[tuple[str, ...], ...] = (
    ("nickname", "sex", "age", "real_name", "blood_type", "constellation", "zodiac"),
    ("country", "province", "city", "address", "postcode"),
    ("email", "home_page", "telephone", "mobile"),
    ("occupation", "school", "about"),
)
"""The fields in display order; the face is in the header."""


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


def plain(name: str) -> str:
    """Return a name without its mnemonic, which is in brackets in Chinese: `性别(&X)`."""
    return _KEY.sub("", name)
