"""The dialog about bugs of this run and crashes of the previous one. `system.crash` writes the reports."""
