"""The checks of `doctor` and of the place's window. `all_checks` has their order, `finding` a result."""
