"""Bots: programs that send and answer messages. Start with `from qqdesk import Bot`; see `bots.md`."""
