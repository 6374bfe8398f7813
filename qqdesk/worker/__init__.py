"""The messenger of the desktop program: Qt threads that run the engine, and state and signals for the windows.

`messenger`: the calls of windows. `messenger_state`: the state and all signals. `reducer`: what an event changes.
`session`: the threads of a session, their start and end. `pending_requests`: `request().then()`.
`api`: the values of calls and signals. `connection_state`, `waiting_reason`: what the windows say of the connection.
`own_messages`: sending, retrying, discarding. `message_changes`: recall, edit, reaction. `unwritten`: not on disk yet.
`history_service`: pages, search, export; it passes work to `history_reader` and `history_writer`.
`log_download`: all of a conversation that only the server has. `conversation_store`: conversations and unread counts.
`files`: files of messages, where they are and how far. `own_faces`: own pictures as faces.
`account_state`: values on all devices. `contact_notes_editor`: groups, remarks, pins, blocks.
`contact_requests`: who wants me on a list. `invitations`: links, and requests to join. `place_admin`: administration.
`joining`, `nearby`, `discovery`: before the sign-in. `place_finder`: a place that moved.
`server_host`: the process that keeps the place of this computer open; `local_server` is its server, `server_host_link`
the connection of a window to it, `place_settings` its `server.toml`, `folder_socket` its socket.
`server_command`: commands of `qqdesk-server` on this computer. `detached_process`: programs that outlive this one.
`system_events`: reconnecting after sleep or a change of network. `idle`: whether the computer is used.
"""
