"""Which invented units are told of together: units of one kind in an area that alone have too few of someone.

A unit is in a group where its men, its women, or those on one side of fifty are often ten or fewer; beside such there
may be a larger one. Each group has more than ten of each in all its months, as far as there are units of a kind.
"""

import csv
from collections.abc import Mapping
from pathlib import Path

HEADER = ("group", "member")

SIBLINGS: Mapping[str, tuple[str, ...]] = {
    "Hemtjänst Väster och Natt": ("Hemtjänst Väster", "Hemtjänst Natt"),
    "Vårdboenden Eken och Björken": ("Vårdboende Eken", "Vårdboende Björken"),
    "Vårdboenden Rönnen och Granen": ("Vårdboende Rönnen", "Vårdboende Granen"),
    "Vårdboenden Tallen och Hasseln": ("Vårdboende Tallen", "Vårdboende Hasseln"),
    "Vårdboenden Oxeln och Pilen": ("Vårdboende Oxeln", "Vårdboende Pilen"),
    "Vårdboenden Alen och Almen": ("Vårdboende Alen", "Vårdboende Almen"),
    "Vårdboenden Asken, Aspen och Lönnen": ("Vårdboende Asken", "Vårdboende Aspen", "Vårdboende Lönnen"),
    "Rehabilitering och dagverksamhet": ("Rehabilitering", "Dagverksamhet Solen"),
    "Gruppbostäder Vallmon och Liljan": ("Gruppbostad Vallmon", "Gruppbostad Liljan"),
    "Bostäder Björken och Klövern": ("Gruppbostad Björken", "Servicebostad Klövern"),
    "Daglig verksamhet": ("Daglig verksamhet Ateljén", "Daglig verksamhet Verkstan"),
    "Barn och ungdom": ("Barn och ungdom 1", "Barn och ungdom 2", "Barn och ungdom 3"),
    "Öppenvård Unga och familjestöd": ("Öppenvård Unga", "Familjestöd"),
    "Stödboenden": ("Stödboende Norr", "Stödboende Syd"),
    "Psykiatriboenden": ("Psykiatriboende Gärdet", "Psykiatriboende Höjden", "Psykiatriboende Backen"),
    "Idrottsanläggningar": ("Idrottsanläggningar Norr", "Idrottsanläggningar Syd"),
    "Simhall och upplevelsecenter": ("Simhall Centrum", "Upplevelsecenter"),
    "Arbetsmarknadsservice": ("Arbetsmarknadsservice 1", "Arbetsmarknadsservice 2"),
    "Produktionskök Syd och Öst": ("Produktionskök Syd", "Produktionskök Öst"),
    "Produktionskök Väst, tillagningskök och restaurang": (
        "Produktionskök Väst",
        "Tillagningskök 1",
        "Tillagningskök 2",
        "Restaurang Torget",
    ),
    "Ledningens enheter": ("Ledningsstab", "Administration", "Lokalplanering"),
}


def write_sibling_groups(path: Path, groups: Mapping[str, tuple[str, ...]]) -> None:
    """One line for each member of a group."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows((group, member) for group, members in groups.items() for member in members)
