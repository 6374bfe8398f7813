"""The subcommands of `qqdesk-cli`, one module each."""
