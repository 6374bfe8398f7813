"""The makers of installers, a module for each kind; `packaging/build.py` has their table.

Each maker has the functions of `maker.Maker`.
"""
