"""Rooms: functions on a connection.

`membership`: creating, joining, inviting, leaving. `room_changes`: who may change what. `rooms`: reads lists of both.
`classic_rooms`: rooms as old clients see them.
"""
