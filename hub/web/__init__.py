"""Pages, one package per audience; what they share stands here."""
