"""A session of one account without Qt: loops that receive and send, a store, and typed events.

`engine`: the loops together, and their threads without Qt. `receiver`, `sender`, `transfers`: one each.
`state`: the phases as a table. `reconnect`: what follows an error, and `Policy`. `problems`: errors for the user.
`outbox`: the order of my messages, and whether a request goes out again. `wanted_status`: my status.
`store`: the interface of a store; `history_store` is the desktop's, `memory_store` that of a bot.
`fetching`, `contact_list`, `snapshot`: the contact list, profiles and entries.
`log_filler`: messages from before this device.
`background_transfers`: what the send loop sends of account values and blocks,
recalls, edits and reactions, read marks and deletions.
"""
