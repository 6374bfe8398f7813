"""Loads the settings: flags override the environment, which overrides the file. Errors name the place of a value."""

import difflib
import json
import os
import stat
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import Field, dataclass, fields
from pathlib import Path
from typing import Any

from qqdesk.server.settings.settings import Settings, masked

FILE_NAME = "server.toml"
PREFIX = "QQDESK_"
CONFIG_VARIABLE = "QQDESK_CONFIG"
FOLDER_VARIABLE = "QQDESK_DATA_DIR"
_OTHER_VARIABLES = (
    CONFIG_VARIABLE, FOLDER_VARIABLE,
    "QQDESK_PASSWORD_FILE", "QQDESK_PRINT_FIRST_PAINT", "QQDESK_SERVER", "QQDESK_USER",
)  # fmt: skip
_TEST_PREFIX = "QQDESK_TEST_"
"""The prefix of variables for the project's own tests."""
_LARGEST_FILE = 256 * 1024
_WORDS = {"yes": True, "true": True, "on": True, "1": True, "no": False, "false": False, "off": False, "0": False}
_FOLLOW_PORT_0 = ("tls_port", "ops_port")
_FIELDS: dict[str, "Field[Any]"] = {entry.name: entry for entry in fields(Settings)}

Values = Mapping[str, Any]


class SettingsError(Exception):
    """Invalid settings. Each of the `complaints` is a sentence that names the place."""

    def __init__(self, *complaints: str) -> None:
        super().__init__("\n".join(complaints))
        self.complaints = complaints


@dataclass(frozen=True, slots=True)
class Configuration:
    """The settings, and where each of them was given."""

    settings: Settings
    given: Mapping[str, str]
    """The place by name, in words: `environment variable QQDESK_PORT`. Defaults are not in it."""
    file: Path | None
    """The file that was read."""
    warnings: tuple[str, ...] = ()

    @property
    def fixed(self) -> frozenset[str]:
        """The settings that flags or the environment give, so that administrators cannot change them. The name is
        excluded: a name that an administrator gave applies however the server is started."""
        return frozenset(name for name, where in self.given.items() if where != str(self.file) and name != "name")


def load(
    folder: Path, *, file: Path | None = None, environment: Mapping[str, str] | None = None, flags: Values | None = None
) -> Configuration:
    """Load the settings for a data folder. A `file` that is given (or named by QQDESK_CONFIG) must exist.

    `flags` are parsed values by the names of the settings. Raises SettingsError with all errors.
    """
    environment = environment or {}
    named = environment.get(CONFIG_VARIABLE)
    if file is None and named:
        file = Path(named)
    # Path.exists() would raise PermissionError for a folder of another user, which has its own error later.
    if file is None and os.access(folder / FILE_NAME, os.F_OK):
        file = folder / FILE_NAME
    gathered = _Gathered()
    if file is not None:
        _read_file(file, gathered)
    _read_environment(environment, gathered)
    for name, value in (flags or {}).items():
        gathered.set(name, value, f"flag {flag('no_' + name if value is False else name)}")
    if gathered.complaints:
        raise SettingsError(*gathered.complaints)
    if gathered.values.get("port") == 0:
        # With port 0 the other ports must not be fixed either.
        for name in _FOLLOW_PORT_0:
            gathered.values.setdefault(name, 0)
    try:
        settings = Settings(**gathered.values)
    except ValueError as error:
        name = str(error).partition(":")[0]
        raise SettingsError(f"{gathered.given.get(name, 'the settings')}: {error}") from None
    return Configuration(settings, gathered.given, file, tuple(gathered.warnings))


def flag(name: str) -> str:
    return "--" + name.replace("_", "-")


def from_text(name: str, text: str) -> Any:
    """Parse a setting from the environment or the command line. Raises ValueError, which says what is expected."""
    default = _FIELDS[name].default
    text = text.strip()
    value: Any = text
    if isinstance(default, bool):
        if text.lower() not in _WORDS:
            raise ValueError("yes or no is wanted")
        value = _WORDS[text.lower()]
    elif isinstance(default, int):
        if not (text.isascii() and text.isdigit() and len(text) < 20):
            raise ValueError("a whole number is wanted")
        value = int(text)
    elif isinstance(default, tuple):
        value = tuple(item for item in (item.strip() for item in text.split(",")) if item)
    _check(name, value)
    return value


def template() -> str:
    """Return a settings file with every setting, its explanation and its default, commented out."""
    lines = [
        f"# Settings of qqdesk-server: {FILE_NAME} in its data folder, or any file given with --config.",
        f"# The environment ({PREFIX}PORT=8000) overrides the file, and flags (--port 8000) override both.",
    ]
    for entry in _FIELDS.values():
        lines += ["", f"# {entry.metadata['help']}", f"#{entry.name} = {written(entry.default)}"]
    return "\n".join(lines) + "\n"


def written(value: Any) -> str:
    """Format a value as in the file."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return "[" + ", ".join(map(written, value)) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return str(value)


def overview(configuration: Configuration, names: Iterable[str] = ()) -> str:
    """List the given settings, or `names`, in the form of a file, with their places and without passwords."""
    settings, lines = configuration.settings, []
    for name in names or configuration.given:
        value, where = getattr(settings, name), configuration.given.get(name, "default")
        lines.append(f"{name} = {written(masked(value) if isinstance(value, str) else value)}  # {where}")
    return "\n".join(sorted(lines))


class _Gathered:
    """The values found so far. Later ones override earlier ones."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.given: dict[str, str] = {}
        self.complaints: list[str] = []
        self.warnings: list[str] = []

    def set(self, name: str, value: Any, where: str) -> None:
        self.values[name] = value
        self.given[name] = where


def _check(name: str, value: Any) -> None:
    check = _FIELDS[name].metadata["check"]
    if check is not None:
        check(value)


def _did_you_mean(name: str, known: Mapping[str, Any] | list[str]) -> str:
    close = difflib.get_close_matches(name, list(known), 1, 0.6)
    return f"; did you mean {close[0]}?" if close else ""


# The file


def _read_file(file: Path, gathered: _Gathered) -> None:
    try:
        with file.open("rb") as stream:
            data = stream.read(_LARGEST_FILE + 1)
        text = data.decode("utf-8-sig")
        if len(data) > _LARGEST_FILE:
            raise SettingsError(f"{file} is too large for a file of settings.")
        table = tomllib.loads(text)
    except OSError as error:
        raise SettingsError(f"{file} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise SettingsError(f"{file}: this is not text in UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{file}: this is no TOML: {error}") from None
    for name, value in table.items():
        try:
            if name not in _FIELDS:
                close = _did_you_mean(name, _FIELDS)
                gathered.complaints.append(f"{file}: {name} is no setting{close}")
                continue
            gathered.set(name, _from_toml(name, value, file.parent), f"{file}")
            if name == "database" and masked(value) != value and _others_can_read(file):
                gathered.warnings.append(f"{file}: other users can read this file, which contains a password")
        except ValueError as error:
            gathered.complaints.append(f"{file}: {name}: {error}")


def _others_can_read(file: Path) -> bool:
    return os.name == "posix" and bool(stat.S_IMODE(file.stat().st_mode) & 0o077)


_WANTED: dict[type, str] = {
    bool: "true or false is wanted",
    int: "a whole number is wanted",
    str: 'a text in quotes is wanted, as in "text"',
    tuple: 'a list of texts is wanted, as in ["10.0.0.1", "10.0.0.2"]',
}


def _from_toml(name: str, value: Any, folder: Path) -> Any:
    kind: type = type(_FIELDS[name].default)
    if kind is tuple and isinstance(value, list) and all(isinstance(item, str) for item in value):
        value = tuple(value)
    if type(value) is not kind:
        raise ValueError(_WANTED[kind])
    _check(name, value)
    if value and _FIELDS[name].metadata["is_path"]:
        # Relative to the file, not to the working directory.
        value = str(folder.joinpath(str(value)))
    return value


# The environment


def _read_environment(environment: Mapping[str, str], gathered: _Gathered) -> None:
    known: dict[str, Callable[[], Any] | str] = {PREFIX + name.upper(): name for name in _FIELDS}
    for variable in sorted(environment):
        if not variable.startswith(PREFIX) or variable in _OTHER_VARIABLES or variable.startswith(_TEST_PREFIX):
            continue
        where = f"environment variable {variable}"
        if variable not in known:
            close = _did_you_mean(variable, list(known))
            gathered.warnings.append(f"{where}: this is no setting{close}")
            continue
        name = variable.removeprefix(PREFIX).lower()
        try:
            gathered.set(name, from_text(name, environment[variable]), where)
        except ValueError as error:
            gathered.complaints.append(f"{where}: {error}")
