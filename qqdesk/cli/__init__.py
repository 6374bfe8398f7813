"""The command lines: `qqdesk-server` in `server`, and `qqdesk-cli`, a client for scripts, in `client`."""
