"""Errors of the history file, its export and its import."""

from pathlib import Path


class HistoryError(Exception):
    """The file cannot be read or written: full disk, no permission, or damage."""


class HistoryDamagedError(HistoryError):
    """The file was damaged. It is kept as `damaged_copy`; a new file has all readable rows. The call had no effect."""

    def __init__(self, damage: Exception, aside: Path) -> None:
        super().__init__(f"The history was damaged ({damage}); it is kept as {aside}, and a new one begins")
        self.damaged_copy = aside


class HistoryFormatError(HistoryError):
    """The file belongs to another version or another program; it was not changed."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is no history that this version of the program can read. It was left untouched.")
        self.path = path


class HistoryMigrationError(HistoryError):
    """The file of an earlier version could not be brought to this one; it was not changed."""

    def __init__(self, path: Path, reason: Exception) -> None:
        super().__init__(f"The history {path} could not be brought to this version: {reason}. It was not changed.")
        self.path = path


class SearchInterruptedError(HistoryError):
    """The search was interrupted by a newer request."""


class ExportError(Exception):
    """A file cannot be imported; none of its messages were stored."""


class NotAnExportError(ExportError):
    """The file is not an export of a history."""


class ExportTooNewError(ExportError):
    def __init__(self, version: int) -> None:
        super().__init__(f"The export is of a newer version of the program (its format is {version})")


class ExportOfAnotherError(ExportError):
    def __init__(self, number: int) -> None:
        super().__init__(f"The export has the messages of {number}")
        self.number = number


class DamagedExportError(ExportError):
    def __init__(self, line: int, what: str) -> None:
        super().__init__(f"Line {line}: {what}")
        self.line = line
