"""Alembic's folder: `env.py` runs the revisions in `versions/`, oldest first. A new revision is written by hand."""
