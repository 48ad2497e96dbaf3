"""The resources of /api/v1, one module each (contracts.md §5)."""
