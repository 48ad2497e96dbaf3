"""What every capability stands on and that knows no business: database, clock, ids, errors, files, crypto, jobs."""
