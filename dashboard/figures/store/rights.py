"""What a viewer may see of a warehouse, and a copy of it that holds nothing else.

The whole and all that is printed are open to everyone. Of the exports a viewer may be limited to some business areas,
and to no single units of people. Such viewers are answered by a copy in memory, one for all with the same rights: what
is not in it cannot be told, on whatever page. A table that no rule names is not copied.

Of the other areas the copy has what they add to the whole, summed as measures sum it (`rest_<export>`), and that
something of them is lacking, without names.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from dashboard.figures.measures import MEASURES

OTHERS = "andra områden"
"""What areas are called that are not open."""


@dataclass(frozen=True)
class Rights:
    """`areas` are the business areas whose exports are open, None all of them; `units`: so are single units."""

    areas: frozenset[str] | None = None
    units: bool = True


EVERYTHING = Rights()
"""What those may see who can read the files themselves, and administrators."""

AS_IT_IS = (
    *("publication", "published", "identity_check", "explanation", "restatement"),
    *("organisation", "measure_area", "series_break", "event", "export", "export_file", "people_column"),
    *("dimension", "dimension_value"),
)
"""The tables of what is printed, and of what people have declared."""

NEVER = ("mask", "mask_split", "column_letter")
"""The tables that no page asks."""

_OWN = "list_contains(getvariable('own'), {0})"
_PEOPLE = "(select id from export where people)"
_NAMES_OF_PEOPLE = "(select name from export where people)"

Columns = Mapping[str, str]
"""The columns of a table, with their types."""


def copied(path: Path, rights: Rights) -> duckdb.DuckDBPyConnection:
    """A warehouse in memory with what the rights allow of that in a file."""
    connection = duckdb.connect(":memory:")
    quoted = str(path).replace("'", "''")
    connection.execute(f"attach '{quoted}' as source (read_only)")
    connection.execute("use source")
    connection.execute("set variable own = ?", [sorted(rights.areas or ())])
    connection.execute("set variable whole = (select organisation from organisation where level = 'whole')")
    tables: dict[str, dict[str, str]] = {}
    of_source = "select table_name, column_name, data_type from duckdb_columns() where database_name = 'source'"
    for table, column, kind in connection.execute(of_source).fetchall():
        tables.setdefault(table, {})[column] = kind
    for table, columns in tables.items():
        for name, sql in _allowed(table, columns, rights).items():
            connection.execute(f"create table memory.{name} as {sql}")
    connection.execute("use memory")
    connection.execute("detach source")
    return connection


def _allowed(table: str, columns: Columns, rights: Rights) -> dict[str, str]:
    """The tables that a table becomes in a copy, each with the query for its rows; none where nobody may see it."""
    rules = {
        "file": _files,
        "gap": _gaps,
        "loaded": _loaded,
        "problem": _problems,
        "reorganisation": _reorganisations,
        "unknown_place": _unknown_places,
    }
    if table in AS_IT_IS or (table.startswith("fact_") and rights.areas is None):
        return {table: f"from {table}"}
    if table in rules:
        return {table: rules[table](rights)}
    if table.startswith("fact_"):
        return _facts(table, columns)
    if table in ("released", "sibling_group") or table.startswith(("released_", "seldom_")):
        return {table: f"from {table} where {_of_own('org', rights)} and {_shown_unit('unit', rights)}"}
    return {}


def _of_own(column: str, rights: Rights) -> str:
    """Chooses what is of the whole or of an open area."""
    return "true" if rights.areas is None else f"({column} = getvariable('whole') or {_OWN.format(column)})"


def _shown_unit(column: str, rights: Rights) -> str:
    return "true" if rights.units else f"{column} = 'total'"


def _files(rights: Rights) -> str:
    """Every file; how many rows an export has only for those who may see all of them."""
    return (
        "from file"
        if rights.areas is None
        else "select * replace (if(publication = '', null, figures) as figures) from file"
    )


def _loaded(rights: Rights) -> str:
    """Which months of which export are loaded, of any organisation."""
    return "select distinct export, of_month, file from loaded" if rights.areas is not None else "from loaded"


def _unknown_places(rights: Rights) -> str:
    """Names and codes in rows that belong to no area."""
    return f"from unknown_place where {rights.areas is None}"


def _problems(rights: Rights) -> str:
    """Errors and warnings tell what stands in a file: in one that is open whole."""
    if rights.areas is not None:
        return "from problem where file in (select file from file where publication <> '')"
    if not rights.units:
        return f"from problem where file not in (select file from file where recognised_as in {_NAMES_OF_PEOPLE})"
    return "from problem"


def _reorganisations(rights: Rights) -> str:
    """What cuts the series of an area; the unit that moves is named where units are open."""
    named = "unit, text" if rights.units else "'' as unit, 'en enhet flyttar' as text"
    return f"select distinct date, org, {named} from reorganisation where {_of_own('org', rights)} order by all"


def _gaps(rights: Rights) -> str:
    """What is lacking speaks against the whole, whoever sees it; parts are named that are open."""
    nameless = "false" if rights.units else f"(kind = 'unit' and export in {_PEOPLE})"
    if rights.areas is None:
        others = "false"
    else:
        # Of the whole itself are months without any rows, and zeros everywhere; the rest are parts of no known area.
        of_whole = "(org = getvariable('whole') and kind in ('month', 'zeros'))"
        others = f"not ({_OWN.format('org')} or {of_whole})"
    return f"""
        select export, kind, if({others}, '{OTHERS}', org) as org, if({others} or {nameless}, '', place) as place,
               if(kind <> 'zeros' and ({others} or {nameless}), '', name) as name, "column", first, last
        from gap order by all
    """


def _facts(table: str, columns: Columns) -> dict[str, str]:
    """The rows of open areas and those that the whole has of its own, and what the others add to the whole.

    Of these there are a row a month and choice of measures, with their number and all their files: no measure asks for
    more. Rows of other providers are no part of the whole.
    """
    export = table.removeprefix("fact_")
    unknown = f"(select place from unknown_place where export = '{export}')"
    own = f"(org is not null and ({_OWN.format('org')} or (org = getvariable('whole') and place not in {unknown})))"
    # A place that is null makes a comparison null.
    own = f"coalesce({own}, false)"
    kept = {table: f"from {table} where {own}"}
    asked = [m.computed for m in MEASURES.values() if m.computed and export in m.computed.exports]
    if not asked:
        return kept
    choices = list(dict.fromkeys(computed.where for computed in asked if computed.where != "true"))
    said = [*choices, *(sql for each in asked for of in ("outcome", "budget") for sql in each.sums_of(export, of))]
    named = {name for name in re.findall(r"\w+", " ".join(said)) if name in columns and name != "of_month"}
    # Any value that the measures choose alike stands for all of them.
    told = [f"{'sum' if columns[name].startswith('DECIMAL') else 'min'}({name}) as {name}" for name in sorted(named)]
    rest = f"""
        select of_month, '{OTHERS}' as org, '' as place_unit, {", ".join(told)}, count(*) as counted,
               string_agg(distinct cast(file as varchar), ',') as files
        from {table} where org is not null and not {own}
        group by {", ".join(["of_month", *choices])}
    """
    return {**kept, f"rest_{export}": rest}
