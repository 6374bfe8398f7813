"""HTTP: bytes to requests and back.

`listener`: accepts connections, with their limits. `client_connection`: one of them. `tls_layer`: TLS below it.
`request_reader`: the parser and its limits, without sockets. `responses`: status and headers.
`routes`: which path does what. `file_routes`: the paths below `/f/`, with ranges.
`invitation_page`: `GET /i`, from `resources/web/invitation.html`; `installers`: the installers on it.
`browser_requests`: refuses the requests of web pages (CSRF).
"""
