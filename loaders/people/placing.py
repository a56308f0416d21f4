"""Both exports of people count the same people: where they place a unit differently, Sjukfrånvaro decides for both.

Else the difference of an area between the two would be what a single unit has.
"""

from collections.abc import Sequence

import duckdb

from loaders.exports.catalogue import SICK_LEAVE, STAFF
from loaders.problems import Problem

_PLACED = """
    select of_month, unit, any_value(area) as area from people_{export}
    where unit <> '' and area <> '' group by of_month, unit having count(distinct area) = 1
"""


def place_alike(connection: duckdb.DuckDBPyConnection) -> list[Problem]:
    """Move units in the tables `people_<export>` to where the other export has them, with a warning for each."""
    both = f"select exists (from people_{SICK_LEAVE.id}) and exists (from people_{STAFF.id})"
    if connection.execute(both).fetchall() == [(False,)]:
        return []
    sick, staff = (_PLACED.format(export=export.id) for export in (SICK_LEAVE, STAFF))
    moved = connection.execute(
        f"""
        select unit, min(theirs.area), min(own.area), min(of_month), max(of_month),
               max((select name from export_file where export_file.file = own.file))
        from people_{STAFF.id} as own join ({sick}) as theirs using (of_month, unit)
        where own.area <> theirs.area and own.area <> '' group by unit order by unit
        """
    ).fetchall()
    # A row of an unknown area belongs where the other export has its unit.
    for export, placed, which in ((STAFF, sick, "true"), (SICK_LEAVE, staff, f"people_{SICK_LEAVE.id}.area = ''")):
        connection.execute(
            f"""
            update people_{export.id} set area = placed.area from ({placed}) as placed
            where placed.of_month = people_{export.id}.of_month and placed.unit = people_{export.id}.unit and {which}
            """
        )
    return [*(_moved(*row) for row in moved), *_alone(connection)]


def _moved(unit: str, theirs: str, own: str, first: object, last: object, file: str) -> Problem:
    found = f"”{unit}” ligger i {own} enligt units.csv men i {theirs} enligt {SICK_LEAVE.name} ({_span(first, last)})"
    return Problem("warning", file, "", "", f"{found}; {theirs} gäller för båda", "samma område i båda exporterna")


def _alone(connection: duckdb.DuckDBPyConnection) -> Sequence[Problem]:
    """A warning for units that only one of the exports has in months that both have."""
    problems = []
    for export, other in ((SICK_LEAVE, STAFF), (STAFF, SICK_LEAVE)):
        found = connection.execute(
            f"""
            select unit, min(of_month), max(of_month),
                   max((select name from export_file where export_file.file = own.file))
            from people_{export.id} as own anti join people_{other.id} using (of_month, unit)
            where unit <> '' and of_month in (select of_month from people_{other.id})
            group by unit order by unit
            """
        ).fetchall()
        for unit, first, last, file in found:
            text = f"”{unit}” finns i {export.name} men inte i {other.name} ({_span(first, last)})"
            problems.append(Problem("warning", file, "", "", text, "samma enheter i båda exporterna"))
    return problems


def _span(first: object, last: object) -> str:
    return "–".join(dict.fromkeys(f"{month:%Y-%m}" for month in (first, last)))
