"""The closed list of sibling groups (sibling_groups.csv): areas or units that stand together where one is too small."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from loaders.people.groups import Atom, Node, Siblings
from loaders.problems import Problem
from loaders.swedish.spelling import tidy
from loaders.tables import numbered_rows

SIBLINGS = "sibling_groups.csv"
FEWEST, MOST = 2, 4
"""Members of a group."""


@dataclass(frozen=True)
class Listed:
    """The members of each group, as the tables list them, and what is wrong with the tables."""

    members: tuple[tuple[str, tuple[str, ...]], ...] = ()
    problems: tuple[Problem, ...] = ()


def load_siblings(tables: Iterable[Path]) -> Listed:
    """The groups of all tables; one that cannot be is left out, with a warning. Raises RefusedError for no table."""
    members: defaultdict[str, list[str]] = defaultdict(list)
    group_of: dict[str, str] = {}
    problems: list[Problem] = []
    shown = ""
    for table in tables:
        shown = f"{table.parent.name}/{table.name}"
        for line, row in numbered_rows(table, ("group", "member")):
            group, member = tidy(row["group"]), tidy(row["member"])
            if member in group_of:
                found = f"”{member}” står redan i ”{group_of[member]}”; raden används inte"
                problems.append(Problem("warning", shown, "", f"B{line}", found, "en grupp för varje medlem"))
            else:
                group_of[member] = group
                members[group].append(member)
    for group, names in list(members.items()):
        if not FEWEST <= len(names) <= MOST or group in group_of:
            found = (
                f"gruppen ”{group}” har {len(names)} medlemmar"
                if group not in group_of
                else f"”{group}” är själv medlem"
            )
            wanted = f"{FEWEST}–{MOST} medlemmar och ett eget namn"
            problems.append(Problem("warning", shown, "", "", f"{found}; den används inte", wanted))
            del members[group]
    return Listed(tuple((group, tuple(names)) for group, names in members.items()), tuple(problems))


def siblings_of(listed: Listed, atoms: Sequence[Atom]) -> Siblings:
    """The groups that can stand for their members in a year: areas, or units that are in one and the same area."""
    areas = {atom.area for atom in atoms if atom.area}
    nodes: defaultdict[str, set[Node]] = defaultdict(set)
    for atom in atoms:
        if atom.area and atom.unit:
            nodes[atom.unit].add(Node(atom.area, atom.unit))
    of_areas: list[tuple[str, str]] = []
    of_units: list[tuple[Node, str]] = []
    for group, members in listed.members:
        if group in areas or group in nodes:
            continue
        named = sorted(areas & set(members))
        units = sorted(node for member in members for node in nodes.get(member, ()))
        if len(named) >= FEWEST:
            of_areas += [(area, group) for area in named]
        elif (
            len(units) >= FEWEST
            and len({node.area for node in units}) == 1
            and len({n.unit for n in units}) == len(units)
        ):
            of_units += [(node, group) for node in units]
    return Siblings(tuple(of_areas), tuple(of_units))
