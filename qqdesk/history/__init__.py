"""The message history on disk: one SQLite file per account.

`history`: one account's messages and people. `history_file`: the open file. `schema`: its tables and migrations.
`row_order`: the order of messages, and rows for imported ones. `message_row`: a message as a row.
`received_items`: stores entries. `message_import`, `older_messages`: messages of another time or computer.
`server_log`: ids, cursor, read marks and pages of the server's log. `room_store`: rooms and members.
`account_values_table`: what the account keeps, with the unsent changes. `local_state`: drafts and saved facts.
`local_files`: where the files of messages are.
`folding`: characters that are equal for a search, and its hits in a text. `tokenizer`: what the index contains.
`index_builder`: messages are stored first (90,000 per second) and indexed afterwards (35,000). `message_search`: reads
those without an index, too, and keeps the words, to find those with some letters at each keystroke.
`eraser`: deletion without a trace. `salvage`: rows of a damaged file. `snapshot`: one state, read while others write.
`remote_sign_out`: what is deleted after a sign-out from afar. `offline_login`: the password without the server.
`export_source`: what the exports share.
"""
