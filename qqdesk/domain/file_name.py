"""Names of files from others, made safe for this computer's disk and for the screen."""

import re
import unicodedata

from qqdesk.protocol.file_info import MAX_NAME_CHARS

_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?")
"""Names of devices in Windows, with any ending."""
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_WITHOUT_SHAPE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Categories of control and direction characters, surrogates and line separators."""
_MAX_BYTES = 200
_MAX_ENDING_CHARS = 12


def safe_name(name: str) -> str:
    """Return the last part of a path without control and direction characters, and without what Windows forbids."""
    name = name.replace("\\", "/").rpartition("/")[2]
    name = "".join(c for c in unicodedata.normalize("NFC", name) if unicodedata.category(c) not in _WITHOUT_SHAPE)
    name = _FORBIDDEN.sub("_", " ".join(name.split())).rstrip(". ")
    if _RESERVED.fullmatch(name):
        name = f"_{name}"
    return _shortened(name) if name.strip("._ ") else "file"


def _shortened(name: str) -> str:
    """Keep the ending, which decides how the file opens."""
    stem, dot, ending = name.rpartition(".")
    if not stem or len(ending) > _MAX_ENDING_CHARS:
        stem, ending = name, ""
    ending = dot + ending if ending else ""
    while len(stem) + len(ending) > MAX_NAME_CHARS or len((stem + ending).encode()) > _MAX_BYTES:
        stem = stem[:-1]
    return stem + ending
