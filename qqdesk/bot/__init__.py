"""Bots: programs that send and answer messages. Start with `from qqdesk import Bot`; see `bots.md`.

`session`: a session that reconnects, for programs with a loop of their own; `bot` calls handlers with its events.
`event_handlers`: functions and methods that handle events.
`session_roster`, `session_rooms`, `session_files`: people, rooms and names of members, files.
`events`: what happens, with `reply`. `bot_password`: where the password comes from.
"""
