"""The dialog about bugs of this run and crashes of the previous one."""
