"""The wire protocol: parses and builds requests and replies, without I/O, clock or state.

`commands`: the commands of 2005; the extensions are in the other modules of commands, and in `account_data`.
`record`: what a request class says of its command: needs, rights, repeats, limit. `info_commands`, `profile`: GetInfo.
`entry_kinds`: what is true of a kind of entry: who gets it, where it is stored, what counts it.
`codec`: whole bodies. `wire`: escaping, pairs and values of fields. `codes`: codes; `limits`: lengths and intervals.
"""
