"""Conversations on the server: functions on a connection.

`conversations`: pages, read marks, deletion. `message_changes`: recalls, edits, reactions and replies.
`read_entries`: showing others what somebody has read.
"""
