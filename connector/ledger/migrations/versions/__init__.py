"""The revisions of the ledger's tables. A revision that was released is never edited."""
