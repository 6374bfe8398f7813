"""Manual pages, made from what the programs themselves say to --help."""

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from installers.maker import MakingError

FILES = {
    "qqdesk": [
        ("~/.config/qqdesk/settings.toml", "Every setting; it may be edited while the program runs."),
        ("~/.local/share/qqdesk", "The messages, and the server on this computer, where there is one."),
    ],
    "qqdesk-server": [
        ("/etc/qqdesk/server.toml", "The settings of the system's service."),
        ("/var/lib/qqdesk", "Its data; for the commands about it, root gives this folder with --data-dir."),
    ],
}
"""What --help does not know: where the package has put things."""
_WIDE = "4000"
"""Columns: no line of the help is folded."""
_HOME = "/nonexistent/home"
"""Absolute: platformdirs ignores a relative HOME and uses the builder's home."""
_ENTRY = re.compile(r"(?P<indent> +)(?P<term>\S+(?: \S+)*)(?:  +(?P<text>\S.*))?")
_DEEPEST = 6
"""Spaces before the name of an entry; what stands further in is its text."""


class Entry(NamedTuple):
    """An option, an argument or a command, and what is said of it."""

    indent: int
    term: str
    text: str


class Section(NamedTuple):
    """What stands under one heading; `title` is "" for text without one."""

    title: str
    paragraphs: list[str]
    entries: list[Entry]


def ask(command: list[str]) -> str:
    """Return the output of --help in wide lines, with `~` for the home folder. Raises MakingError."""
    environment = {"COLUMNS": _WIDE, "HOME": _HOME, "LC_ALL": "C.UTF-8", "NO_COLOR": "1", "PATH": os.environ["PATH"]}
    done = subprocess.run(
        [*command, "--help"], stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", env=environment
    )
    if done.returncode or not done.stdout.startswith("usage: "):
        raise MakingError(f"{Path(command[0]).name} --help: {done.stderr or done.stdout}")
    return done.stdout.replace(_HOME, "~")


def read_help(text: str) -> tuple[str, list[Section]]:
    """The usage, and the sections behind it."""
    usage, _, rest = text.removeprefix("usage: ").partition("\n")
    sections: list[Section] = []
    lines = rest.splitlines()
    for number, line in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if not line.strip():
            continue
        if not line.startswith(" "):
            if line.endswith(":") and following.startswith(" "):
                sections.append(Section(line.removesuffix(":"), [], []))
            elif sections and not sections[-1].title and lines[number - 1].strip():
                sections[-1].paragraphs[-1] += f" {line}"
            else:
                sections.append(Section("", [line], []))
            continue
        _read_line(line, following, sections[-1])
    return usage, sections


def _read_line(line: str, following: str, section: Section) -> None:
    found = _ENTRY.fullmatch(line)
    assert found is not None  # it is not empty, and begins with a space
    indent = len(found["indent"])
    if section.entries and indent > _DEEPEST:
        last = section.entries[-1]
        section.entries[-1] = last._replace(text=f"{last.text} {line.strip()}".strip())
    elif not section.entries and not found["text"] and not found["term"].startswith("-") and not following.strip():
        section.paragraphs.append(line.strip())
    else:
        section.entries.append(Entry(indent, found["term"], found["text"] or ""))


def commands_in(sections: list[Section]) -> list[str]:
    """The names of the commands within a command: they stand further in than the word that is for them."""
    return [
        entry.term.split()[0]
        for section in sections
        if section.title == "positional arguments"
        for entry in section.entries
        if entry.indent > 2
    ]


def roff(text: str) -> str:
    """A line of text for troff: nothing in it is an order, and a hyphen is one that can be copied."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{text}" if text.startswith((".", "'")) else text


def _entries(entries: list[Entry], indent: int = 0) -> Iterator[str]:
    for entry in entries:
        if entry.indent >= indent:
            yield from (".TP", f".B {roff(entry.term)}", roff(entry.text) or "\\&")


def _sections(sections: list[Section], heading: str) -> Iterator[str]:
    for section in sections:
        if section.title:
            yield f"{heading} {roff(section.title.upper() if heading == '.SH' else section.title.capitalize())}"
        for paragraph in section.paragraphs:
            yield from (".PP", roff(paragraph))
        yield from _entries(section.entries)


def _commands(program: Path, words: list[str], names: list[str]) -> Iterator[str]:
    """Each with its usage and its options, and then what is within it."""
    for name in names:
        said = [*words, name]
        usage, sections = read_help(ask([str(program), *said]))
        yield from (f".SS {roff(' '.join([program.name, *said]))}", ".PP", f".B {roff(usage)}")
        inner = commands_in(sections)
        for section in sections:
            yield from (line for paragraph in section.paragraphs for line in (".PP", roff(paragraph)))
            if not (inner and section.title == "positional arguments"):
                shown = [entry for entry in section.entries if not entry.term.startswith("-h, ")]
                yield from _entries(shown)
        yield from _commands(program, said, inner)


def manual_page(program: Path, date: str, version: str, others: list[str]) -> str:
    """The page, in section 1, of a program: with all of its commands, and the `others` to see also.

    Raises MakingError.
    """
    usage, sections = read_help(ask([str(program)]))
    if not sections or sections[0].title:
        raise MakingError(f"{program.name} --help does not say what it is")
    what = sections[0].paragraphs[0]
    summary = (what[0].lower() + what[1:]).partition(". ")[0].removesuffix(".")
    arguments = usage.removeprefix(program.name).strip()
    lines = [
        f'.TH {roff(program.name).upper()} 1 "{date}" "qqdesk {version}" "User Commands"',
        ".SH NAME", f"{roff(program.name)} \\- {roff(summary)}",
        ".SH SYNOPSIS", f".B {roff(program.name)}", roff(arguments),
        ".SH DESCRIPTION", roff(what),
        *_sections(sections[1:], ".SH"),
    ]  # fmt: skip
    if names := commands_in(sections):
        lines += [".SH COMMANDS", *_commands(program, [], names)]
    if files := FILES.get(program.name):
        lines += [".SH FILES", *_entries([Entry(0, *pair) for pair in files])]
    lines += [".SH SEE ALSO"]
    lines += [f".BR {roff(name)} (1){',' if name != others[-1] else ''}" for name in others]
    return "\n".join(lines) + "\n"
