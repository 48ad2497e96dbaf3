"""What goes into an export and runs without the hub."""
