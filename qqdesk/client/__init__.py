"""The blocking client, for the program and for bots alike.

`client`: a session of requests. `channels`: its connections; `transport` is one of them, on the sockets of `sockets`.
`known_places`: the places of this computer, with their addresses and accepted certificates.
`place_search`: at which address, and by which certificate, a place is reached: the rules are at its top.
`endpoint_resolver`: keeps it for one client. `probes`: Hello at an address.
`place_joiner`: requests without an account.
`backup_requests`, `file_requests`, `invitation_requests`, `room_requests`: groups of requests.
`this_device`: how a device describes itself, and the id of one of scripts and bots.
`lan_browser`: the process that searches the local network; `lan_server` has its output.
`backoff`: pauses and time limits. `replies`: whether a reply is complete. `socks`: the proxy's handshake.
"""
