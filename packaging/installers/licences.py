"""The licences of all third-party files in the frozen folder.

Every file is traced to where it came from: a library that pip installed, a package of the system, or Python. For
libraries of pip, pip-licenses names the licence; the texts come from the packages.
"""

import json
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import NamedTuple

from installers.maker import BUILD, CHECKOUT, MakingError

CONTENTS = BUILD / "contents.json"
"""Where PyInstaller took each file from; the spec file writes it."""
OURS = CHECKOUT / "packaging" / "licences"
"""Texts that some libraries come without."""
FOLDER = "resources/licences"
LIST = "THIRD-PARTY.txt"
QT = frozenset({"pyside6_essentials", "shiboken6"})

_HEAD = """What is installed with qqdesk and is not part of it: of each its name, its version, the licence that it is
under, its home, and the files beside this one that have its texts. A .json file is a library's own list of what it was
made of.

"""
_COMMON = re.compile(r"/usr/share/common-licenses/([A-Za-z0-9.-]*[A-Za-z0-9])")
_TEXT = re.compile(r"(?i)(?:.*/)?(?:licen[cs]es?/.+|(?:licen[cs]e|copying|notice|authors|copyright)[^/]*)")


class Part(NamedTuple):
    """A third-party component. `kind` is that of its files' owner."""

    kind: str
    name: str
    version: str
    licence: str
    home: str
    texts: tuple[Path, ...]


class Owner(NamedTuple):
    """The origin of a file: `pip`, `system` or `python`."""

    kind: str
    name: str


def spelled(name: str) -> str:
    """Return the normalized name, with underscores."""
    return re.sub(r"[-_.]+", "_", name).lower()


def owners_of(listed: str) -> dict[str, str]:
    """Return the package of each path, from the output of `dpkg-query --search`."""
    pairs = (line.split(": ", 1) for line in listed.splitlines() if ": " in line and not line.startswith("diversion "))
    return {path: packages.split(",")[0].split(":")[0] for packages, path in pairs}


def _ask_dpkg(paths: Iterable[Path]) -> dict[Path, str]:
    """Return the system package of a file. /lib and /usr/lib are the same folder."""
    spellings = {str(path): path for path in paths} | {str(path).removeprefix("/usr"): path for path in paths}
    if not shutil.which("dpkg-query") or not spellings:
        return {}
    done = subprocess.run(["dpkg-query", "--search", *spellings], capture_output=True, text=True)
    return {spellings[path]: package for path, package in owners_of(done.stdout).items() if path in spellings}


def trace(sources: Iterable[Path]) -> tuple[dict[Path, Owner], list[Path]]:
    """Return the origins of third-party files, and the files of unknown origin."""
    by_path: dict[Path, str] = {}
    for one in distributions():
        for file in one.files or ():
            by_path[Path(str(one.locate_file(file))).resolve()] = spelled(one.metadata["Name"])
    real = {path.resolve() for path in sources}
    owners = {path: Owner("pip", by_path[path]) for path in real if path in by_path}
    theirs = [path for path in real - owners.keys() if not _is_ours(path)]
    owners |= {path: Owner("system", package) for path, package in _ask_dpkg(theirs).items()}
    base = [Path(sys.base_prefix).resolve(), Path(sysconfig.get_path("stdlib")).resolve()]
    for path in theirs:
        if path not in owners and any(path.is_relative_to(place) for place in base):
            owners[path] = Owner("python", "Python")
    return owners, [path for path in theirs if path not in owners]


def _is_ours(path: Path) -> bool:
    venv = Path(sys.prefix).resolve()
    return path.is_relative_to(CHECKOUT) and not path.is_relative_to(venv)


def _pip_parts(names: set[str]) -> list[Part]:
    """Raises MakingError if pip-licenses does not know one of them."""
    command = [sys.executable, "-m", "piplicenses", "--from=mixed", "--format=json", "--with-system"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    if done.returncode:
        raise MakingError(f"pip-licenses ended with {done.returncode}: {done.stderr}")
    told = {spelled(row["Name"]): row for row in json.loads(done.stdout)}
    found = {spelled(one.metadata["Name"]): one for one in distributions()}
    if missing := names - told.keys():
        raise MakingError(f"pip-licenses does not know {', '.join(sorted(missing))}")
    parts = []
    for name in sorted(names):
        row, texts = told[name], _texts_of(found[name])
        if name in QT:
            texts = (*texts, *sorted(OURS.glob("*.txt")))
        home = f"https://pypi.org/project/{row['Name']}/"
        parts.append(Part("pip", row["Name"], row["Version"], row["License"], home, texts))
    return parts


def _texts_of(one: Distribution) -> tuple[Path, ...]:
    """Return the licences, notices and bills of materials in the metadata of a package."""
    texts = []
    is_compiled = any(file.suffix in (".so", ".pyd", ".dylib") for file in one.files or ())
    for file in one.files or ():
        if ".dist-info/" in (place := file.as_posix()):
            inside = place.partition(".dist-info/")[2]
            if _TEXT.fullmatch(inside) or (is_compiled and inside.startswith("sboms/")):
                texts.append(Path(str(one.locate_file(file))))
    return tuple(sorted(texts))


def _system_parts(packages: set[str]) -> list[Part]:
    if not packages:
        return []
    form = "${Package}\t${Version}\t${Homepage}\n"
    done = subprocess.run(["dpkg-query", "--show", "--showformat", form, *packages], capture_output=True, text=True)
    rows = {row.split("\t")[0]: row.split("\t") for row in done.stdout.splitlines()}
    parts = []
    for name in sorted(packages):
        copyright_file = Path("/usr/share/doc", name, "copyright")
        texts = (copyright_file,) if copyright_file.is_file() else ()
        _, version, home = rows.get(name, (name, "", ""))
        parts.append(Part("system", name, version, "as its text says", home, texts))
    return parts


def _python_part() -> Part:
    stdlib = Path(sysconfig.get_path("stdlib"))
    places = (stdlib / "LICENSE.txt", Path(sys.base_prefix) / "LICENSE.txt", stdlib.parent / "LICENSE.txt")
    texts = tuple(place for place in places if place.is_file())[:1]
    return Part("python", "Python", sys.version.split()[0], "PSF-2.0", "https://www.python.org/", texts)


def parts_of(sources: Iterable[Path]) -> list[Part]:
    """Return the components of these files. Raises MakingError for a file of unknown origin."""
    owners, unknown = trace(sources)
    if unknown:
        raise MakingError(f"the origin of these files is unknown: {', '.join(map(str, sorted(unknown)[:10]))}")
    named: dict[str, set[str]] = {"pip": set(), "system": set(), "python": set()}
    for owner in owners.values():
        named[owner.kind].add(owner.name)
    parts = _pip_parts(named["pip"] | {"pyinstaller"})  # its loader is in every program
    parts += _system_parts(named["system"])  # Python may be one of them
    parts += [_python_part()] if named["python"] else []
    return sorted(parts, key=lambda part: part.name.lower())


def text_names(part: Part) -> list[str]:
    """Return the file names of the licence texts of a component. Some texts of ours are for several."""
    names: list[str] = []
    for text in part.texts:
        name = text.name if text.parent == OURS else f"{part.name}-{text.name}"
        names.append(name if name not in names else f"{part.name}-{text.parent.name}-{text.name}")
    return names


def collect(frozen: Path) -> list[Part]:
    """Write the licences into the frozen folder and return the components. Raises MakingError."""
    target = frozen / "_internal" / FOLDER
    shutil.rmtree(target, ignore_errors=True)
    (target / "texts").mkdir(parents=True)
    parts = parts_of(Path(source) for source in json.loads(CONTENTS.read_text("utf-8")))
    lines, common = [], set[str]()
    for part in parts:
        names = text_names(part)
        for text, name in zip(part.texts, names, strict=True):
            content = text.read_bytes()
            (target / "texts" / name).write_bytes(content)
            common |= set(_COMMON.findall(content.decode("utf-8", "replace")))
        fields = [part.name, part.version, part.licence, part.home, " ".join(f"texts/{name}" for name in names)]
        lines.append("\n    ".join(filter(None, fields)) + "\n")
    for name in sorted(common):
        if (text := Path("/usr/share/common-licenses", name)).is_file():
            (target / "texts" / name).write_bytes(text.read_bytes())
    (target / LIST).write_text(_HEAD + "\n".join(lines), encoding="utf-8", newline="\n")
    return parts


def sentence(parts: list[Part]) -> str:
    """Return a summary for the builder."""
    bare = [part.name for part in parts if not part.texts]
    return f"of {len(parts)} parts" + (f"; without a text: {', '.join(bare)}" if bare else "")
