"""What the redemption pages of all audiences share: the redemption as shown, its forms, its files."""
