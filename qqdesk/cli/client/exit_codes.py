"""How `qqdesk-cli` ends: a code that a script can look at, and one sentence for a person."""

from enum import IntEnum


class ExitCode(IntEnum):
    OK = 0
    REFUSED = 1
    """The server, or whom it is for, did not take it."""
    USAGE = 2
    NO_CONNECTION = 3
    """The server cannot be reached, does not answer in time, or is not the one that is known."""
    NOT_SIGNED_IN = 4
    """A wrong password, or none; or another computer has the session, or took it."""
    UNKNOWN_PERSON = 5
    """Nobody of that name, or several."""
    BAD_INPUT = 6
    """What is to be sent is no text that can be."""
    LOCAL = 7
    """A file of this computer, or the output, cannot be used."""
    BUG = 70
    INTERRUPTED = 130


EXIT_CODES_HELP = (
    "Exit codes: 0 done; 1 refused by the server or by whom it is for; 2 wrong use; 3 no connection, or not the server "
    "that is known; 4 not signed in: a wrong password, none, or another computer has the session; 5 nobody of that "
    "name, or several; 6 not a text that can be sent; 7 a file or the output of this computer; 70 a bug; "
    "130 interrupted, 143 terminated."
)


class CommandError(Exception):
    """Ends the program with this sentence and this code."""

    def __init__(self, sentence: str, code: ExitCode) -> None:
        super().__init__(sentence)
        self.code = code
