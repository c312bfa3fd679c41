"""Statuses and ticket references into the characters of a document that hold them, and no others."""
