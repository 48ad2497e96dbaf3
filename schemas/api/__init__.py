"""What /api/v1 answers and takes, one module per resource; money is whole fen, dates are ISO 8601."""
