"""What `doctor` looks at, a module for each part of a server. Nothing here changes anything."""
