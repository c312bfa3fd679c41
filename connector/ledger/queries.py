"""Building blocks of the queries where the two engines differ, and the base of the ledger's parts."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain
from typing import Any

from sqlalchemy import (
    ARRAY,
    Column,
    ColumnElement,
    Connection,
    Select,
    Table,
    TableValuedAlias,
    Text,
    bindparam,
    func,
    select,
)
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

    def _given(self, values: Collection[str]) -> TableValuedAlias:
        """Return any number of values as the column `value` of a table: one parameter, where SQLite limits how many."""
        if self._database.is_sqlite:
            return func.json_each(bindparam(None, list_text(values))).table_valued("value")
        texts = bindparam(None, sorted(values), type_=ARRAY(Text()))
        return func.unnest(texts).table_valued("value").render_derived()

    def _among(self, column: Column[str], values: Collection[str]) -> ColumnElement[bool]:
        """Ask whether a column is one of any number of values."""
        return column.in_(select(self._given(values).c.value))

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


@contextmanager
def streamed(connection: Connection, query: Select[Any]) -> Iterator[Iterator[Any]]:
    """Hand over a query's rows without holding all of them; leaving closes the cursor, read to its end or not."""
    with connection.execute(query, execution_options={"yield_per": CHUNK}) as result:
        yield chain.from_iterable(result.partitions())
