"""What of the libraries goes into the frozen folder. PyInstaller takes all that could ever be used."""

import fnmatch
import re
from collections.abc import Iterable
from pathlib import Path

LEFT_OUT = [
    "_pytest", "curses", "distutils", "idlelib", "lib2to3", "pip", "pkg_resources", "pydoc", "pydoc_data", "pytest",
    "setuptools", "test", "tkinter", "turtle", "unittest", "venv", "wheel", "xmlrpc",
]  # fmt: skip
"""Modules that some library would import if it could, and does without."""

QT_PLUGINS = (
    "iconengines/*svgicon*",
    "imageformats/*gif*", "imageformats/*ico*", "imageformats/*jpeg*", "imageformats/*svg*", "imageformats/*webp*",
    "networkinformation/*",
    "platforminputcontexts/*compose*", "platforminputcontexts/*ibus*",
    "platforms/*offscreen*", "platforms/*xcb*", "platforms/*wayland*", "platforms/*windows*", "platforms/*cocoa*",
    "platformthemes/*portal*",
    "styles/*",
    "wayland-decoration-client/*", "wayland-shell-integration/*xdg*",
)  # fmt: skip
"""Windows are drawn by the processor: nothing for OpenGL. The theme for GTK would bring a GTK of its own; the portal
shows the file dialog of the desktop, whichever it is.
"""
_PYTHON = re.compile(r"(?:.*/)?(?:lib)?[Pp]ython[\d.]*(?:\.so[\d.]*|\.dll|\.dylib)?")
_PLUGIN = re.compile(r"PySide6/(?:Qt/)?plugins/(.+)")
_TRANSLATION = re.compile(r"PySide6/(?:Qt/)?translations/(.+)")
QT_TRANSLATIONS = ("qtbase_zh_CN.qm",)

Entry = tuple[str, str, str]
"""As PyInstaller has it: where it goes, where it comes from, of which kind it is."""


def is_wanted(destination: str) -> bool:
    """Whether a file goes in at all, by its place in the folder."""
    place = destination.replace("\\", "/")
    if plugin := _PLUGIN.fullmatch(place):
        return any(fnmatch.fnmatch(plugin[1], pattern) for pattern in QT_PLUGINS)
    if translation := _TRANSLATION.fullmatch(place):
        return translation[1] in QT_TRANSLATIONS
    return not place.startswith("resources/") or not place.endswith(".ts")


def _is_root(destination: str) -> bool:
    place = destination.replace("\\", "/")
    return bool(_PLUGIN.fullmatch(place) or _PYTHON.fullmatch(place))


def only_needed(binaries: Iterable[Entry]) -> list[Entry]:
    """Python, extension modules and plugins, and the libraries that they load, and those load.

    PyInstaller has looked for these before we left anything out.
    """
    from PyInstaller.depend.bindepend import get_imports  # there is no PyInstaller where the tests run

    entries = list(binaries)
    by_source = {str(Path(entry[1]).resolve()): entry for entry in entries if entry[2] != "SYMLINK"}
    waiting = [source for source, (place, _, kind) in by_source.items() if kind == "EXTENSION" or _is_root(place)]
    needed = set(waiting)
    while waiting:
        for _, library in get_imports(waiting.pop()):
            source = str(Path(library).resolve()) if library else ""
            if source in by_source and source not in needed:
                needed.add(source)
                waiting.append(source)
    kept = [entry for source, entry in by_source.items() if source in needed]
    places = {entry[0] for entry in kept}
    links = [entry for entry in entries if entry[2] == "SYMLINK" and str(Path(entry[0]).parent / entry[1]) in places]
    return kept + links
