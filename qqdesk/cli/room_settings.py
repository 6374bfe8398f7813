"""The settings of a room as options of a command line."""

import argparse

from qqdesk.protocol.room_commands import JoinRule, RoomChange, RoomSetting

JOIN = {"open": JoinRule.OPEN, "ask": JoinRule.ASK, "closed": JoinRule.CLOSED}
WRITE = {"all": 0, "keepers": 1}
PAST = {"nothing": 0, "all": 1}


def room_settings(options: argparse.Namespace) -> list[RoomSetting]:
    """Return the changes of a room that the options name."""
    wanted = (
        (RoomChange.NAME, options.name),
        (RoomChange.NOTICE, options.notice),
        (RoomChange.JOIN, options.join and str(int(JOIN[options.join]))),
        (RoomChange.WRITERS, options.write and str(WRITE[options.write])),
        (RoomChange.PAST, options.past and str(PAST[options.past])),
        (RoomChange.FACE, None if options.face is None else str(options.face)),
    )
    return [RoomSetting(kind, 0, value) for kind, value in wanted if value is not None]
