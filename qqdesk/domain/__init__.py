"""The values of the program (contacts, messages, settings): no I/O and no third-party library.

`body`: the content of a message. `incoming`: all that an account receives; `incoming_reader` makes it of rows.
`account_keys`: what an account keeps on all its devices. `contact_notes`: rules for groups and remarks.
`conversation`: the latest messages in order. `chat_layout`, `saved_accounts`: texts in the settings.
`settings`: the fields, their bounds, allowed texts, and values in the file.
`loopback`, `destination`: servers before the sign-in. `connection`: the server of a session.
"""
