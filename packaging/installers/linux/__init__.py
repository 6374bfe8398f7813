"""What the packages for Linux share: the folder with the programs, desktop files, manual pages."""
