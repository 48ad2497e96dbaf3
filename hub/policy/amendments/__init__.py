"""Changing a policy: drafted as a difference, checked, simulated, approved by a second person, in force on its date."""
