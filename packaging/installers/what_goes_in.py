"""Which files of the libraries go into the frozen folder. PyInstaller takes all that could ever be used."""

import fnmatch
import posixpath
import re
import sys
from collections.abc import Iterable
from pathlib import Path

LEFT_OUT = [
    "PySide6.QtDBus",
    "_pydatetime", "_pydecimal", "_pyio", "_pytest", "cffi", "concurrent.futures.process", "curses", "distutils",
    "idlelib", "lib2to3", "multiprocessing", "pip", "pkg_resources", "psycopg", "psycopg_binary", "pycparser", "pydoc",
    "pydoc_data", "pytest", "readline", "setuptools", "test", "tkinter", "turtle", "unittest", "venv", "wheel",
    "xmlrpc",
]  # fmt: skip
"""Optional modules of libraries. The library of readline is under the GPL, which would then apply to the whole program.
psycopg is for servers that are installed with pip. cffi imports distutils, which PyInstaller cannot leave out on Python
3.12 and later if a module imports it. Compiled modules need only `_cffi_backend`, and pywin32-ctypes has ctypes.
"""

FOR_BOTS = [
    "argparse", "bisect", "calendar", "collections", "configparser", "csv", "dataclasses", "datetime", "decimal",
    "difflib", "email.message", "email.mime.multipart", "email.mime.text", "email.parser", "enum", "fileinput",
    "fractions", "functools", "getpass", "glob", "gzip", "heapq", "html.entities", "html.parser", "http.client",
    "http.cookiejar", "http.server", "imaplib", "ipaddress", "itertools", "json", "locale", "logging.handlers",
    "math", "poplib", "pprint", "queue", "random", "sched", "secrets", "shelve", "shlex", "shutil", "smtplib",
    "sqlite3", "statistics", "string", "subprocess", "tempfile", "textwrap", "timeit", "tomllib", "typing",
    "urllib.request", "urllib.robotparser", "uuid", "wave", "xml.dom.minidom", "xml.etree.ElementTree", "zipfile",
    "zoneinfo",
]  # fmt: skip
"""Modules of Python for programs of `qqdesk-cli bot`; qqdesk itself may not import them."""

FROM_THE_SYSTEM = (
    "libX11.so.*", "libX11-xcb.so.*", "libXau.so.*", "libXdmcp.so.*", "libdbus-1.so.*", "libexpat.so.*",
    "libcap.so.*", "libfontconfig.so.*", "libfreetype.so.*", "libgcc_s.so.*", "libglib-2.0.so.*", "libgthread-2.0.so.*",
    "libsystemd.so.*", "libpcre2-8.so.*", "libpng16.so.*", "libstdc++.so.*", "libz.so.*",
)  # fmt: skip
"""Libraries of every Linux desktop with stable interfaces. Another version would do harm: fontconfig shares its cache
with the system, whose drivers and modules need a C++ library and a GLib that are not older than they are.
"""

QT_PLUGINS = (
    "iconengines/*svgicon*",
    "imageformats/*svg*",
    "platforminputcontexts/*compose*", "platforminputcontexts/*ibus*",
    "platforms/*offscreen*", "platforms/*xcb*", "platforms/*wayland*", "platforms/*windows*", "platforms/*cocoa*",
    "platformthemes/*portal*",
    "styles/*",
    "wayland-decoration-client/*", "wayland-shell-integration/*xdg*",
)  # fmt: skip
"""Pictures are BMP, PNG and SVG, and Qt itself reads the first two. Windows are drawn by the processor: nothing for
OpenGL. The theme for GTK would bring a GTK of its own; the portal shows the file dialog of the desktop, whichever it
is.
"""
QT_TRANSLATIONS = ("qtbase_zh_CN.qm",)
UNUSED = (
    "resources/*.ts", "*.pyi", "*/py.typed", "pypinyin/phrases_dict.*", "*.dist-info/RECORD", "*.dist-info/INSTALLER",
)  # fmt: skip
"""Of pypinyin the characters are used, not the phrases: see `qqdesk/gui/contacts/pinyin.py`. What pip wrote down is
another one wherever the checkout lies.
"""
_PLUGIN = re.compile(r"PySide6/(?:Qt/)?plugins/(.+)")
_TRANSLATION = re.compile(r"PySide6/(?:Qt/)?translations/(.+)")
_FRAMEWORK = re.compile(r"(.+?\.framework)/")
_PYTHON = re.compile(r"(?:.*/)?(?:lib)?[Pp]ython[\d.]*(?:\.so[\d.]*|\.dll|\.dylib)?")

Entry = tuple[str, str, str]
"""An entry of PyInstaller: destination, source (of a link: its target), kind."""


def _place(entry: Entry) -> str:
    return entry[0].replace("\\", "/")


def is_wanted(entry: Entry) -> bool:
    """Return whether a file goes in, by its destination."""
    place = _place(entry)
    if plugin := _PLUGIN.fullmatch(place):
        return any(fnmatch.fnmatch(plugin[1], pattern) for pattern in QT_PLUGINS)
    if translation := _TRANSLATION.fullmatch(place):
        return translation[1] in QT_TRANSLATIONS
    if sys.platform == "linux" and any(fnmatch.fnmatch(posixpath.basename(place), name) for name in FROM_THE_SYSTEM):
        return False
    return not any(fnmatch.fnmatch(place, pattern) for pattern in UNUSED)


def _is_root(entry: Entry) -> bool:
    place = _place(entry)
    return entry[2] == "EXTENSION" or bool(_PLUGIN.fullmatch(place) or _PYTHON.fullmatch(place))


def only_needed(binaries: Iterable[Entry]) -> list[Entry]:
    """Return Python, extension modules and plugins, with all libraries that they load.

    PyInstaller collected these before we left anything out.
    """
    from PyInstaller.depend.bindepend import get_imports  # the tests run without PyInstaller

    by_source = {str(Path(entry[1]).resolve()): entry for entry in binaries if entry[2] != "SYMLINK"}
    by_name: dict[str, list[str]] = {}
    for source, entry in by_source.items():
        by_name.setdefault(posixpath.basename(_place(entry)).lower(), []).append(source)
    waiting = [source for source, entry in by_source.items() if _is_root(entry)]
    needed = set(waiting)
    while waiting:
        for name, library in get_imports(waiting.pop()):
            sources = [str(Path(library).resolve()) if library else ""]
            if sources[0] not in by_source and sys.platform != "linux":
                # The library lies in another folder, which the program adds to the search path.
                sources = by_name.get(posixpath.basename(name).lower(), [])
            fresh = [source for source in sources if source in by_source and source not in needed]
            needed.update(fresh)
            waiting += fresh
    return [entry for source, entry in by_source.items() if source in needed]


def without_dangling(entries: Iterable[Entry], kept: Iterable[Entry]) -> list[Entry]:
    """All but the links to libraries that are not among those kept, and what belongs to such a library in a framework
    of macOS: without that of those kept the whole could not be signed."""
    places = {_place(entry) for entry in kept}
    frameworks = {found[1] for place in places if (found := _FRAMEWORK.match(place))}

    def points_to(entry: Entry) -> str:
        target = entry[1].replace("\\", "/")
        return posixpath.normpath(posixpath.join(posixpath.dirname(_place(entry)), target))

    def is_kept(entry: Entry) -> bool:
        if found := _FRAMEWORK.match(_place(entry)):
            return found[1] in frameworks
        return entry[2] != "SYMLINK" or points_to(entry) in places

    return list(filter(is_kept, entries))
