"""The base of the pages of the place's window."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.gui.admin.admin_context import AdminContext
from qqdesk.gui.kit.bar import Bar
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.layouts import column
from qqdesk.gui.shared.texts import problem_text
from qqdesk.worker.pending_requests import PendingRequest

R = TypeVar("R")

MARGIN, SPACING = 16, 8
MAIN_HEIGHT = 36
"""The height of a page's main button."""


class AdminPage(QWidget):
    """`body` is the column of its parts, below a message about failures. The window scrolls it."""

    def __init__(self, context: AdminContext) -> None:
        super().__init__()
        self.context, self.admin = context, context.admin
        self.message = Bar(can_close=True)
        self.body = column(self.message, margins=(MARGIN, 12, MARGIN, 8), spacing=SPACING)
        self.setLayout(self.body)

    def follow(self, pending: PendingRequest[R], done: Callable[[R], object] | None = None) -> None:
        """Call `done` with the reply, or show why the request failed."""

        def succeed(reply: R) -> None:
            self.message.clear()
            if done is not None:
                done(reply)

        pending.then(self, succeed, self.show_problem)

    def finish(self) -> None:
        """Finish what waits for an undo. The window closes."""

    def show_problem(self, problem: Problem) -> None:
        self.message.show_error(action_problem_text(problem))


def action_problem_text(problem: Problem) -> str:
    """Return why an action of an administrator failed. The place gives the reason of a refusal, in English."""
    translate = QCoreApplication.translate
    if problem.kind is ProblemKind.NOT_ALLOWED:
        return translate("AdminPage", "Only administrators can do this.")
    if problem.kind in (ProblemKind.NO_SUCH_USER, ProblemKind.INVITATION_REFUSED):
        return translate("AdminPage", "It is no longer there. Another administrator may have been faster.")
    if problem.kind is ProblemKind.REFUSED_BY_SERVER and problem.detail:
        return translate("AdminPage", "The place refuses this: {reason}").format(reason=isolated(problem.detail))
    return problem_text(problem)
