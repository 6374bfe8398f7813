"""The two command lines: `qqdesk-server` in `server`, and `qqdesk-cli`, which talks on one, in `client`."""
