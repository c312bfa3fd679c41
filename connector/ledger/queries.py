"""Building blocks of the queries where the two engines differ, and the base of the ledger's parts."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import ARRAY, Column, ColumnElement, Connection, Select, Table, any_, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite

from connector.ledger.database import Database
from connector.ledger.encoding import list_text

CHUNK = 2000
"""Rows fetched at a time by everything that yields."""

Row = Mapping[str, Any]


class Part:
    """A part of the ledger: some of its methods, on the database they share."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def _among(self, column: Column[str], values: Collection[str]) -> ColumnElement[bool]:
        """Ask whether a column is one of any number of values, by one parameter: SQLite limits how many there may be."""
        if self._database.is_sqlite:
            given = func.json_each(bindparam(None, list_text(values))).table_valued("value")
            return column.in_(select(given.c.value))
        return column == any_(bindparam(None, sorted(values), type_=ARRAY(column.type)))

    def _insert(self, table: Table) -> "sqlite.Insert | postgresql.Insert":
        return sqlite.insert(table) if self._database.is_sqlite else postgresql.insert(table)

    def _keep(self, connection: Connection, table: Table, rows: Iterable[Row]) -> None:
        """Insert rows; one whose primary key is there already stays as it was."""
        if given := list(rows):
            connection.execute(self._insert(table).on_conflict_do_nothing(), given)

    def _put(self, connection: Connection, table: Table, rows: Iterable[Row], *, but: Collection[str] = ()) -> None:
        """Insert rows, replacing those with the same primary key, `but` these columns of theirs."""
        given = list(rows)
        if not given:
            return
        statement = self._insert(table)
        key = [column.name for column in table.primary_key]
        values = {
            column.name: statement.excluded[column.name]
            for column in table.columns
            if column.name not in key and column.name not in but
        }
        connection.execute(statement.on_conflict_do_update(index_elements=key, set_=values), given)


def stream(connection: Connection, query: Select[Any]) -> Iterator[Any]:
    """Yield a query's rows without holding all of them."""
    for rows in connection.execute(query, execution_options={"yield_per": CHUNK}).partitions():
        yield from rows
