"""Bots: programs that talk. `from qqdesk import Bot` is how one begins; `bots.md` beside this says the rest."""
