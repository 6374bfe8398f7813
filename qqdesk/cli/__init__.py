"""The command lines: `qqdesk-server` in `server`, and `qqdesk-cli`, a client for scripts, in `client`.

`option_order`: options before the command. `terminal`: encodings, output and questions.
`room_settings`: the settings of a room as options of both.
"""
