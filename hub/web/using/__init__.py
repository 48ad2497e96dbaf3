"""What the pages of uses share for the enterprise, the carrier and the office."""
