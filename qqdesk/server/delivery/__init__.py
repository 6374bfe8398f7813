"""Messages on their way: the rules, the logs and the database of a running server.

`delivery`: who may send to whom, receipts, cursors. `inboxes`: appends to logs. `mailbox`: entries after a cursor.
`mail`: an entry. `outgoing`: messages that wait for the writer. `client_ids`: messages that are sent again.
`store`: the writer thread and its commits, for one file `sqlite_store`, for several servers `postgres_store`.
`room_writers`: who may write to a room. `change_lines`: recalls, edits and reactions as lines for old clients.
`retention`: how long messages stay. `message_files`: their files, and who may read one.
"""
