"""Writes a sample of all ten monthly exports: invented units, but yearly sums that equal the published figures."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from loaders.exports.catalogue import HOUSING, LEDGER, MEALS, SICK_LEAVE, STAFF
from loaders.sample.activity import (
    assistance,
    forecasts,
    home_care,
    housing,
    investments,
    key_figures,
    ledger,
    meals,
    responsibility,
)
from loaders.sample.employed import GROUPS
from loaders.sample.files import IN_NAME, write_in_one, write_records
from loaders.sample.people import (
    SICK_LEAVE_AGES,
    SICK_LEAVE_SCALES,
    invent_people,
    sick_leave,
    staff,
)
from loaders.sample.siblings import SIBLINGS, write_sibling_groups
from loaders.sample.world import (
    GENDERS,
    HOME,
    KITCHENS,
    MONTHS,
    UNITS,
    UNITS_OF_AREAS,
    WHOLE,
    YEARS,
    Ints,
    Published,
    Records,
    Row,
    Unit,
    write_units,
)

SEED = 2021
UNITS_FILE, SIBLINGS_FILE = "units.csv", "sibling_groups.csv"
SHORT_UNTIL = 2018
"""The last year in which Personal spells units short."""

SHORT = {"Hemtjänst ": "Hemtj. ", "Vårdboende ": "Vb ", "Personlig assistans ": "Pers.ass. "}
LONGEST_SHEET_NAME = 31


def write_sample(folder: Path, rows: int | None = None, seed: int = SEED) -> list[Path]:
    """Write the sample to a folder, in place of an earlier sample there; returns the files.

    Raises FileExistsError where the folder holds anything but a sample.
    """
    folder = folder.resolve()
    if folder.exists():
        _check_replaceable(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    with TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as draft:
        new = Path(draft, "new")
        new.mkdir()
        if rows is None:
            _write_all(new, rng)
        else:
            write_in_one(_many(rows, rng), new / f"{SICK_LEAVE.name} {IN_NAME}.xlsx")
            write_units(new / UNITS_FILE, [])
            write_sibling_groups(new / SIBLINGS_FILE, {})
        if folder.exists():
            folder.rename(Path(draft, "former"))
        new.rename(folder)
    return sorted(folder.iterdir())


def _check_replaceable(folder: Path) -> None:
    """Nothing but an earlier sample may be lost."""
    if not folder.is_dir():
        raise FileExistsError(f"{folder} är ingen mapp")
    tables = UNITS_FILE, SIBLINGS_FILE
    foreign = [path.name for path in folder.iterdir() if IN_NAME not in path.name and path.name not in tables]
    if foreign:
        raise FileExistsError(f"{folder} innehåller annat än exempel: {', '.join(sorted(foreign))}")


def _write_all(folder: Path, rng: np.random.Generator) -> None:
    published = Published()
    people = invent_people(published, rng)
    heads = people["headcount"].sum(axis=(2, 3, 4))
    areas = _area_spellings(published)
    for records in (
        sick_leave(people, areas),
        staff(people, _unit_in_staff),
        ledger(published, heads, rng),
        forecasts(published),
        investments(published, areas, rng),
        home_care(published, rng),
        housing(published, rng),
        assistance(published, rng),
        meals(published, rng),
        key_figures(published),
    ):
        write_records(records, folder)
    write_units(folder / UNITS_FILE, _unit_lines())
    write_sibling_groups(folder / SIBLINGS_FILE, SIBLINGS)


def _area_spellings(published: Published) -> Mapping[int, Mapping[str, str]]:
    """How the files of each year spell the areas: any spelling known, short enough for the name of a sheet."""
    fitting = {
        area: [name for name in names if len(name) <= LONGEST_SHEET_NAME] for area, names in published.spellings.items()
    }
    return {year: {area: names[year % len(names)] for area, names in fitting.items()} for year in YEARS}


def _unit_in_staff(unit: Unit, year: int) -> str:
    for long, short in SHORT.items():
        if year <= SHORT_UNTIL and unit.name.startswith(long):
            return unit.name.replace(long, short)
    return unit.name


def _unit_lines() -> Iterator[tuple[str, str, Unit]]:
    for unit in UNITS:
        yield SICK_LEAVE.id, unit.name, unit
        for spelling in dict.fromkeys(_unit_in_staff(unit, year) for year in YEARS):
            yield STAFF.id, spelling, unit
        yield LEDGER.id, responsibility(unit), unit
        if unit.name.startswith(HOME):
            yield HOUSING.id, unit.name.removeprefix(HOME), unit
        if unit.name.startswith(KITCHENS):
            yield MEALS.id, unit.name, unit


def _many(count: int, rng: np.random.Generator) -> Records:
    """So many rows of Sjukfrånvaro: every breakdown in every month of as many units as it takes."""
    breakdowns = [
        (gender, age, form, manager) for gender in GENDERS for age in SICK_LEAVE_AGES for form, manager in GROUPS
    ]
    areas = list(UNITS_OF_AREAS)
    employees = rng.integers(2, 40, count)
    ordinary = employees * rng.integers(10_000, 16_000, count)
    sick = np.floor(ordinary * rng.beta(2.0, 20.0, count)).astype(np.int64)
    numbers = np.stack([employees, ordinary, *_with_lengths(sick, rng)], axis=-1).tolist()
    rows: list[Row] = []
    for place, cells in enumerate(numbers):
        rest, month = divmod(place, len(MONTHS))
        unit, breakdown = divmod(rest, len(breakdowns))
        about = (MONTHS[month], WHOLE, areas[unit % len(areas)], f"Enhet {unit + 1:04d}")
        rows.append((*about, *breakdowns[breakdown], *cells))
    return Records(SICK_LEAVE, rows, SICK_LEAVE_SCALES)


def _with_lengths(sick: Ints, rng: np.random.Generator) -> tuple[Ints, ...]:
    """Sick hours, those of days 1–14, 15–59 and 60–, and those of spells that reach 60 days."""
    long = np.floor(sick * rng.beta(0.8, 1.2, sick.shape)).astype(np.int64)
    middle = np.floor((sick - long) * rng.beta(2.0, 4.0, sick.shape)).astype(np.int64)
    return sick, sick - long - middle, middle, long, np.minimum(long + middle * 3 // 5, sick)
