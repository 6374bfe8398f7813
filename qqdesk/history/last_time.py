"""Who was on the list the last time, and who I was: what there is to see before the server answers."""

import contextlib
import json
from collections.abc import Iterable
from typing import Any

from qqdesk.domain.contact import Me
from qqdesk.history.notes import Notes
from qqdesk.protocol.codes import Status

_LISTED = "last-listed"
_ME = "last-me"


class LastTime:
    """Any thread may call. Raises HistoryError."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._written: dict[str, str] = {}

    def listed(self) -> tuple[int, ...]:
        """The numbers on the contact list."""
        text = self._note(_LISTED)
        try:
            return tuple(map(int, text.split(","))) if text else ()
        except ValueError:
            return ()

    def keep_listed(self, numbers: Iterable[int]) -> None:
        self._keep(_LISTED, ",".join(map(str, sorted(numbers))))

    def drop_listed(self, number: int) -> None:
        self.keep_listed(other for other in self.listed() if other != number)

    def me(self, number: int, status: Status) -> tuple[Me, bool]:
        """Who I was, and whether the server spoke the extensions."""
        found: Any = None
        with contextlib.suppress(ValueError):
            found = json.loads(self._note(_ME) or "{}")
        if not isinstance(found, dict):
            found = {}
        nickname, face = found.get("nickname"), found.get("face")
        return (
            Me(
                number,
                nickname if isinstance(nickname, str) else "",
                face if isinstance(face, int) and face >= 0 else 0,
                status,
            ),
            found.get("extended") is True,
        )

    def keep_me(self, me: Me, *, extended: bool) -> None:
        self._keep(_ME, json.dumps({"nickname": me.nickname, "face": me.face, "extended": extended}))

    def _note(self, name: str) -> str:
        return self._written.get(name) or self._notes.note(name)

    def _keep(self, name: str, text: str) -> None:
        if self._note(name) != text:
            self._notes.set_note(name, text)
        self._written[name] = text
