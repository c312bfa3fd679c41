"""Files post-mortem action items as tickets, follows them, escalates what is overdue, and reports."""

__version__ = "0.1.0"
