"""What is not known for sure, or could not be done: kept in the ledger until it is settled, so that nothing is filed twice."""
