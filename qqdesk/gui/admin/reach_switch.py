"""The switch that opens the place to the network, and closes it."""

from PySide6.QtCore import Signal, Slot

from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.gui.admin.admin_context import AdminContext
from qqdesk.gui.shared.question_box import QuestionBox
from qqdesk.gui.shared.switch_box import SwitchBox


class ReachSwitch(SwitchBox):
    """It works on the place's own computer only: it restarts the server."""

    shown = Signal()
    """The state may have changed."""
    failed = Signal(object)  # Problem

    def __init__(self, context: AdminContext) -> None:
        super().__init__()
        self._context, self._admin = context, context.admin
        self._wanted: bool | None = None
        """Whether the place will be open after the restart that is under way."""
        self._has_restarted = False
        self.setAccessibleName(self.tr("Open to this network"))
        self.clicked.connect(self._on_switched)
        self._admin.place_changed.connect(self._show)
        context.place.started.connect(self._on_restarted)
        context.place.failed.connect(self._on_restart_failed)
        self._show()

    @property
    def is_restarting(self) -> bool:
        return self._wanted is not None

    @Slot()
    def _show(self) -> None:
        place = self._admin.place
        if place is None:
            self.setEnabled(False)
            return
        if place.listens_to_all == self._wanted or self._has_restarted:
            self._wanted, self._has_restarted = None, False
        self.setChecked(place.listens_to_all if self._wanted is None else self._wanted)
        self.setEnabled(self._context.is_here() and self._wanted is None)
        self.shown.emit()

    @Slot(bool)
    def _on_switched(self, is_open: bool) -> None:
        me = self._context.messenger.me.number
        others = sum(one.is_present and one.number != me for one in self._admin.people)
        if is_open or not others:
            self._change_reach(is_open)
            return
        self._show()
        question = QuestionBox(
            self.window(),
            self.tr("Open to this network"),
            self.tr("Close the place to the network?"),
            self.tr(
                "%Ln other(s) are here now. Those on other computers lose the connection until it is open again.",
                "",
                others,
            ),
            self.tr("Close the place"),
        )
        question.confirmed.connect(lambda: self._change_reach(False))
        question.open()

    def _change_reach(self, is_open: bool) -> None:
        self._wanted = is_open
        try:
            self._context.place.change_reach(is_open=is_open)
        except OSError as error:
            self._on_restart_failed(Problem(ProblemKind.DISK, str(error)))
        self._show()

    @Slot()
    def _on_restarted(self) -> None:
        """The next answer is of the new server."""
        self._has_restarted = self._wanted is not None

    @Slot(object)
    def _on_restart_failed(self, problem: Problem) -> None:
        if self._wanted is not None:
            self._wanted = None
            self.failed.emit(problem)
            self._show()
