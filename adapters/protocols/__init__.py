"""Login protocols and message signatures that several dialects speak."""
