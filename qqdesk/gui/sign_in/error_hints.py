"""Hints after a failed sign-in: the field to correct, and whether a connection check helps."""

from PySide6.QtWidgets import QLineEdit

from qqdesk.domain.problem import ProblemKind
from qqdesk.gui.sign_in.sign_in_page import SignInPage

_ADDRESS_PROBLEMS = frozenset(
    {
        ProblemKind.NO_CONNECTION,
        ProblemKind.TIMED_OUT,
        ProblemKind.CERTIFICATE,
        ProblemKind.UNKNOWN_CERTIFICATE,
        ProblemKind.CERTIFICATE_CHANGED,
        ProblemKind.UNENCRYPTED,
        ProblemKind.NO_ENCRYPTION,
        ProblemKind.ENCRYPTION_LOST,
        ProblemKind.OTHER_PLACE,
        ProblemKind.PLACES_FILE,
        ProblemKind.HOST_NAME_REFUSED,
        ProblemKind.NOT_A_SERVER,
        ProblemKind.BAD_ADDRESS,
    }
)

CHECKED = frozenset(
    {
        ProblemKind.NO_CONNECTION,
        ProblemKind.TIMED_OUT,
        ProblemKind.PROXY,
        ProblemKind.CERTIFICATE,
        ProblemKind.NO_ENCRYPTION,
        ProblemKind.NOT_A_SERVER,
    }
)
"""The problems that a connection check may explain."""


def field_to_correct(page: SignInPage, kind: ProblemKind) -> QLineEdit:
    """Return the field to focus."""
    if kind in _ADDRESS_PROBLEMS and page.server.address.isVisible():
        return page.server.address
    return page.number if kind is ProblemKind.NO_SUCH_USER else page.password
