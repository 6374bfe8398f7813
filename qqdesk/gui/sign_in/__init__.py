"""Signing in: the window, the server, its certificate, the password.

`sign_in_flow`: signs in with a form. `account_controller`: saved accounts and the keyring.
`certificate_questions`: what stopped a sign-in. `local_place`: the place of this computer, see `worker.server_host`.
"""
