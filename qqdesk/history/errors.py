"""What can go wrong with the file that keeps what was said."""

from pathlib import Path


class HistoryError(Exception):
    """The file cannot be read or written: the disk is full, the folder is not ours, the file was damaged."""


class HistoryDamagedError(HistoryError):
    """The file was damaged: it is kept as `aside`, and a new one begins with what can be read of it.
    What was to be done was not done."""

    def __init__(self, damage: Exception, aside: Path) -> None:
        super().__init__(f"The history was damaged ({damage}); it is kept as {aside}, and a new one begins")
        self.damaged_copy = aside


class HistoryFormatError(HistoryError):
    """The file is of another version or another program; it was left untouched."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is no history that this version of the program can read. It was left untouched.")
        self.path = path


class SearchInterruptedError(HistoryError):
    """The search was ended, because somebody wants to know something else by now."""


class ExportError(Exception):
    """A file cannot be imported; nothing of it was taken in."""


class NotAnExportError(ExportError):
    """It is something else."""


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
