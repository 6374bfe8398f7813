"""A navigator that opens nothing and records its calls."""

from functools import partial

from qqdesk.gui.shared.navigator import Navigator


class RecordingNavigator(Navigator):
    def __init__(self) -> None:
        self.calls: list[tuple[object, ...]] = []
        """The name of each called method with its arguments."""

    def __getattribute__(self, name: str) -> object:
        return (
            partial(self._record, name)
            if name in vars(Navigator) and name[0] != "_"
            else super().__getattribute__(name)
        )

    def _record(self, *call: object) -> None:
        self.calls.append(call)
