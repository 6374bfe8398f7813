"""What the packages for Linux share: desktop file, icons, manual pages, what they need of the system."""
