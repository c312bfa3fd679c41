"""The command line. Commands are imported when used, so that `--help` answers at once."""

from connector.cli.main import main

__all__ = ["main"]
