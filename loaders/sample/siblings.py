"""Which invented units are told of together: units of a kind in an area that alone have too few of someone.

A unit is in a group where its men, its women, or those on one side of fifty are ten or fewer in some month. A group
has enough of each even in months in which one member is not there yet, is closed, or none of its men is ill: then the
others would be told of one by one. Large units of a kind stand together too: that costs nothing while each is shown.
"""

import csv
from collections.abc import Mapping
from pathlib import Path

HEADER = ("group", "member")

SIBLINGS: Mapping[str, tuple[str, ...]] = {
    "Hemtjänst Centrum och Söder": ("Hemtjänst Centrum", "Hemtjänst Söder 1", "Hemtjänst Söder 2"),
    "Hemtjänst Norr": ("Hemtjänst Norr 1", "Hemtjänst Norr 2"),
    "Hemtjänst Väster, Öster och Natt": ("Hemtjänst Väster", "Hemtjänst Öster", "Hemtjänst Natt"),
    "Vårdboenden Eken, Björken och Linden": ("Vårdboende Eken", "Vårdboende Björken", "Vårdboende Linden"),
    "Vårdboenden Rönnen, Granen, Aspen och Lönnen": (
        "Vårdboende Rönnen",
        "Vårdboende Granen",
        "Vårdboende Aspen",
        "Vårdboende Lönnen",
    ),
    "Vårdboenden Tallen, Hasseln och Almen": ("Vårdboende Tallen", "Vårdboende Hasseln", "Vårdboende Almen"),
    "Vårdboenden Oxeln, Pilen, Alen och Asken": (
        "Vårdboende Oxeln",
        "Vårdboende Pilen",
        "Vårdboende Alen",
        "Vårdboende Asken",
    ),
    "Hemsjukvård, rehabilitering och dagverksamhet": ("Hemsjukvård", "Rehabilitering", "Dagverksamhet Solen"),
    "Gruppbostäder Vallmon och Liljan": ("Gruppbostad Vallmon", "Gruppbostad Liljan"),
    "Bostäder Björken och Klövern, daglig verksamhet": (
        "Gruppbostad Björken",
        "Servicebostad Klövern",
        "Daglig verksamhet Ateljén",
        "Daglig verksamhet Verkstan",
    ),
    "Barn och ungdom": ("Barn och ungdom 1", "Barn och ungdom 2", "Barn och ungdom 3"),
    "Öppenvård": ("Öppenvård Unga", "Öppenvård Vuxen"),
    "Stödboenden": ("Stödboende Norr", "Stödboende Syd"),
    "Psykiatriboenden och familjestöd": (
        "Psykiatriboende Gärdet",
        "Psykiatriboende Höjden",
        "Psykiatriboende Backen",
        "Familjestöd",
    ),
    "Idrottsanläggningar Syd, simhall och upplevelsecenter": (
        "Idrottsanläggningar Syd",
        "Simhall Centrum",
        "Upplevelsecenter",
    ),
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
