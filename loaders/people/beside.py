"""What other tables would tell of groups that are not shown, taken out of them."""

import duckdb

from loaders.exports.catalogue import LEDGER, SICK_LEAVE, STAFF

A_UNIT = "En enhet"
"""What a move is told of where the unit is hidden."""

PAY, PAY_NAME = "5", "Personalkostnader"
"""Kommun-Bas: class 5 is what employees cost. Its accounts would tell by unit and month what few have any of."""

_HIDDEN = "select 1 from released where family = '' and grouping = '' and hidden"


def hide_beside(connection: duckdb.DuckDBPyConnection) -> None:
    """Take out what would tell of hidden groups: names of units that move, pay of units, heads counted twice."""
    _pay(connection)
    _names(connection)
    # Where the two exports differ in who is counted, the difference may be a few persons: one of them tells.
    connection.execute(
        f"""
        update released_{SICK_LEAVE.id} set {SICK_LEAVE.people} = null
        where of_month in (select of_month from people_{STAFF.id})
        """
    )


def _names(connection: duckdb.DuckDBPyConnection) -> None:
    """Tell of the moves of hidden units without their names: by how much the areas change is in sight.

    Their names stand under the last of their areas only: under two they would tell which unit has moved.
    """
    moved = f"exists ({_HIDDEN} and year between year(date) - 1 and year(date) and released.unit = reorganisation.unit)"
    connection.execute(
        f"""
        delete from released
        using (select unit, arg_max(text, date) as text from reorganisation where {moved} group by unit) as move
        where released.unit = move.unit and not ends_with(move.text, ' till ' || released.org)
        """
    )
    connection.execute(
        f"update reorganisation set unit = ?, text = ? || substr(text, length(unit) + 1) where {moved}",
        [A_UNIT, A_UNIT],
    )


def _pay(connection: duckdb.DuckDBPyConnection) -> None:
    """Tell what employees cost in one line a month, unit and activity."""
    table = f"fact_{LEDGER.id}"
    connection.execute(f"create temp table pay as select * from {table} where account like '{PAY}%'")
    connection.execute(f"delete from {table} where account like '{PAY}%'")
    connection.execute(
        f"""
        insert into {table} by name
        select * exclude (account, account_name, outcome, budget, sheet, source_row, cells),
               '{PAY}' as account, '{PAY_NAME}' as account_name, sum(outcome) as outcome, sum(budget) as budget
        from pay group by all
        """
    )
    connection.execute("drop table pay")
