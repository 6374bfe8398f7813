"""The command lines: `qqdesk-server` in `server`, and `qqdesk-cli`, a client for scripts, in `client`.

`option_order`: options before the command. `printing`: encodings and output. `terminal`: questions.
`room_settings`: the settings of a room as options of both.
"""
