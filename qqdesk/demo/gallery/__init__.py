"""Every window and dialog of the program with real data in it: to be photographed, and walked through by the tests."""
