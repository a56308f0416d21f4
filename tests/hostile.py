"""A world in which every text that comes from outside would be something else where markup is read."""

import csv
from collections.abc import Iterable
from pathlib import Path

from loaders.exports.catalogue import FORECAST, HOUSING, INVESTMENT, KEY_FIGURES, LEDGER, SICK_LEAVE, STAFF
from tests.made import indicators, prose, results, volumes
from tests.workbooks import write_report
from tests.world import World

HOSTILE = (
    "![x](http://example.invalid/x.png) [a](javascript:alert(1)) <img src=x onerror=alert(1)> :material/home: :smile: "
    ":red[x] :streamlit: $x^2$ `k` <a href='http://example.invalid'>b</a> www.example.invalid a@example.invalid"
)
IN_A_FILE_NAME = HOSTILE.replace("/", "\u2044")
IN_A_SHEET_NAME = "<img src=x> $x^2$ `k` |"
AREA, UNIT, HOME, REPORT = f"Område {HOSTILE}", f"Enhet {HOSTILE}", f"Boende {HOSTILE}", f"VB {HOSTILE}"
EVENT, BREAK, REASON = f"Händelse {HOSTILE}", f"Brott {HOSTILE}", f"Därför {HOSTILE}"
MONTHS = [f"{year}-{month:02d}" for year in (2020, 2021) for month in range(1, 13)]


def hostile(root: Path) -> World:
    """The world, loaded: two years of exports and a report."""
    world = World(root)
    _edit(world.folders.reference)
    world.consists_of(AREA)
    _report(world.data)
    world.load()
    place = {"area": AREA, "unit": UNIT}
    groups = [{"gender": gender, "form": "Tillsvidare"} for gender in ("Kvinna", "Man")]
    rates = {month: 50 + at for at, month in enumerate(MONTHS)}
    world.drop(
        world.file(
            f"sjuk {IN_A_FILE_NAME}.csv",
            SICK_LEAVE,
            *(
                {"month": month, **place, **group, "sick_hours": hours, "sick_hours_1_14": hours}
                for month, hours in rates.items()
                for group in groups
            ),
        ),
        world.file("personal.csv", STAFF, *({"month": month, **place, **g} for month in MONTHS for g in groups)),
        world.file("boende.csv", HOUSING, *({"month": month, "home": HOME, "occupied_days": 900} for month in MONTHS)),
        world.file("projekt.csv", INVESTMENT, {"area": AREA, "project": f"Projekt {HOSTILE}", "outcome": 5}),
        world.file("prognos.csv", FORECAST, {"area": AREA, "amount": -5}),
        world.file("nyckeltal.csv", KEY_FIGURES, {"month": "2021", "label": f"Nyckeltal {HOSTILE}", "value": 5}),
        world.file("ekonomi.csv", LEDGER, {"responsibility": f"Ansvar {HOSTILE}", "outcome": 5}),
        who=f"Vem {HOSTILE}",
    )
    return world


def _edit(reference: Path) -> None:
    _append(reference / "organisation.csv", [AREA, "area", "Leanlink", "9", "", ""])
    _append(reference / "organisation_names.csv", ["", AREA, AREA])
    _append(reference / "units.csv", ["", UNIT, UNIT, AREA, ""])
    _append(reference / "events.csv", ["2021-01-01", f"Dag {HOSTILE}", EVENT, "care_days sick_leave", f"Ur {HOSTILE}"])
    _append(reference / "series_breaks.csv", ["care_days", "2021-01-01", BREAK, ""])


def _append(table: Path, line: Iterable[str]) -> None:
    with table.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerow(line)


def _report(folder: Path) -> None:
    days = ["Vårddygn, antal", "100", "112"]
    unknown = [f"Rad {HOSTILE}", "1", "2"]
    headings = ["Mått", "Organisation", "Period", "Scenario", "Förklaring", "Avsnitt"]
    reasons = [["Vårddygn, antal", "Leanlink", "2021", "Utfall", REASON, f"Avsnitt {HOSTILE}"]]
    goal = f"Mål {HOSTILE}"
    judged = [["Nämndmål", "Nämndindikator", "2020", "2021", "Mål 2021"]]
    judged += [[goal, "Total sjukfrånvaro (%)", "9,0", "8,0", "7,0"], [goal, f"Indikator {HOSTILE}", "1", "2", "3"]]
    tables = {
        **volumes(["2020", "2021"], days, unknown),
        **results(["Utfall 2020", "Utfall 2021", "Budget 2021"], ["Leanlink", "1", "2", "3"]),
        **prose([f"Uppgift {HOSTILE}", "Leanlink", "2021", "Utfall", "5"]),
        "Indikatorer": ({**indicators([""])["Indikatorer"][0], "Tabell": f"Tabell {HOSTILE}"}, judged),
        IN_A_SHEET_NAME: ({"Slag": "volymer", "Tabell": f"Bilaga {HOSTILE}"}, [["", "2021"], ["Måltider, antal", "7"]]),
        "Förklaringar": ({"Slag": "förklaringar"}, [headings, *reasons]),
    }
    front = {"Beteckning": REPORT, "Titel": f"Titel {HOSTILE}", "År": "2021", "Läget per": "2021-12-31"}
    write_report(folder / f"rapport {IN_A_FILE_NAME}.xlsx", tables, front)
