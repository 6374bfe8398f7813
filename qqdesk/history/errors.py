"""What can go wrong with the file that keeps what was said."""


class HistoryError(Exception):
    """The file cannot be read or written: the disk is full, the folder is not ours, the file was damaged."""


class HistoryTooNewError(HistoryError):
    """The file was written by a newer version of the program; it is left alone."""

    def __init__(self, version: int, known: int) -> None:
        super().__init__(
            f"The history was written by a newer version of the program (its format is {version}, this program knows "
            f"{known}). Install the newer version to use it; nothing was changed."
        )
        self.version = version


class SearchInterruptedError(HistoryError):
    """The search was ended, because somebody wants to know something else by now."""
