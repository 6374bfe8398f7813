"""What makes the installers, a module for each kind; `packaging/build.py` has the table of them.

Each of them that makes something offers what `maker.Maker` says.
"""
