"""What a session in memory gets."""

from qqdesk.clock import SystemClock
from qqdesk.protocol.entry_kinds import MessageKind
from qqdesk.server.sessions.sessions import Session


def test_a_session_gets_the_unstored_kinds_whose_need_it_meets() -> None:
    classic = Session(1, SystemClock(), b"")
    simple = Session(1, SystemClock(), b"", "d" * 32)
    newest = Session(1, SystemClock(), b"", "d" * 32, can_devices=True, can_rooms=True, can_changes=True)
    kinds = {kind: kind.row.needs for kind in MessageKind if not kind.row.is_stored}
    for session, needs in ((classic, {""}), (simple, {"", "EXT"}), (newest, {"", "EXT", "DEV", "ROOM", "MARK"})):
        for kind in kinds:
            session.notify(kind, 2)
        assert {kind for kind, _ in session.unsent} == {kind for kind, need in kinds.items() if need in needs}
