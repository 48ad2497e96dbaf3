"""The hub as OpenID provider for portals: clients, grants, tokens, consent, keys and the logout that it tells them."""
