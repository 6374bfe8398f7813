"""The messenger of the desktop program: Qt threads that run the engine, and state and signals for the windows.

`messenger`: the calls of windows. `messenger_state`: the state and all signals. `reducer`: what an event changes.
`session`: the threads of a session, their start and end. `pending_requests`: `request().then()`.
`api`: the values of calls and signals. `connection_state`: what the windows say of the connection.
`own_messages`: sending, retrying, discarding. `message_changes`: recall, edit, reaction.
`history_service`: pages, search, export; it passes work to the loops of `history_requests`
and `history_writer`, which has what is not on disk yet. `retention`: deleting what is too old.
`log_download`: all of a conversation that only the server has. `conversation_store`: conversations and unread counts.
`files`: files of messages, where they are and how far. `own_faces`: own pictures as faces.
`account_state`: values on all devices. `contact_notes_editor`: groups, remarks, pins, blocks.
`invitations`: links, and requests to join. `place_admin`: administration.
`joining`, `nearby`: before the sign-in. `lan_search`: the local network, also for a place that moved.
`server_host`: the process that keeps the place of this computer open; `local_server` is its server, and has commands of
`qqdesk-server`. `server_host_link`: the connection of a window to the host. `folder_socket`: its socket.
`place_settings`: the file `server.toml` of the place.
`system_events`: sleep, a change of network, and whether the computer is used.
"""
