"""The Ledger on SQLAlchemy Core, put together from its parts. An ORM was rejected: the nouns are ours, and 100,000 rows
should cost a second.
"""

from connector.ledger.database import Database, read_url
from connector.ledger.documents import Documents
from connector.ledger.filing import Filing
from connector.ledger.observation import Observation
from connector.ledger.schema import prepare
from connector.ledger.upkeep import Upkeep


class SqlLedger(Documents, Filing, Observation, Upkeep):
    """A ledger in SQLite or PostgreSQL. Threads may share one."""

    @classmethod
    def open(cls, url: str, *, create: bool) -> "SqlLedger":
        database = Database(read_url(url))
        try:
            prepare(database, create=create)
        except BaseException:
            database.close()
            raise
        return cls(database)

    def close(self) -> None:
        self._database.close()
