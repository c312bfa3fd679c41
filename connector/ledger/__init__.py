"""The ledger: the connector's memory, in SQLite or PostgreSQL.

It says which item became which ticket, what is about to be created, what was seen and whom we told. SQLAlchemy takes half a
second to import, so it is imported when a ledger is opened and not before.
"""

from connector.ports import Ledger


def open_ledger(url: str, *, create: bool = True) -> Ledger:
    """Open the ledger at a database url, creating or upgrading its tables.

    With `create=False` a ledger that does not exist yet is an error instead. A password in `url` appears in no message.
    Raises LedgerError.
    """
    from connector.ledger.sql import SqlLedger

    return SqlLedger.open(url, create=create)
