"""Exit codes of `qqdesk-cli`, and the error that ends it with one."""

from enum import IntEnum


class ExitCode(IntEnum):
    OK = 0
    REFUSED = 1
    """The server or the recipient refused."""
    USAGE = 2
    NO_CONNECTION = 3
    """The server cannot be reached, does not reply in time, or is not trusted."""
    NOT_SIGNED_IN = 4
    """The password is wrong or missing, or another computer has the session."""
    UNKNOWN_PERSON = 5
    """No user or several users have that name."""
    BAD_INPUT = 6
    """The input is not a valid message."""
    LOCAL = 7
    """A local file or the output cannot be used."""
    BUG = 70
    INTERRUPTED = 130


EXIT_CODES_HELP = (
    "Exit codes: 0 success; 1 refused by the server or the recipient; 2 wrong usage; 3 no connection, or "
    "a server that is not trusted; 4 not signed in: the password is wrong or missing, or another computer "
    "has the session; 5 no person has that name, or several have it; 6 the input is not a valid message; "
    "7 a local file or the output cannot be used; 70 a bug; 130 interrupted, 143 terminated."
)


class CommandError(Exception):
    """Ends the program with a sentence on standard error and an exit code."""

    def __init__(self, sentence: str, code: ExitCode) -> None:
        super().__init__(sentence)
        self.code = code
