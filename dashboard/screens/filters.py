"""What the user has chosen. The choices live in the URL: a copied link shows the same view."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import date

import streamlit as st

from dashboard import theme
from dashboard.figures.groups import DIVIDING, NOT_OFFERED, TOTAL, Group
from dashboard.figures.query import publications
from dashboard.figures.selection import Choice
from dashboard.figures.store import employees
from dashboard.figures.store.employees import counted_in, heads, last_month, units
from dashboard.figures.store.loaded import export_names, known_years
from dashboard.figures.store.organisation import open_orgs
from dashboard.figures.store.warehouse import Warehouse
from dashboard.share.markup import plain
from dashboard.theme import AGES, FULL_MONTHS, GENDERS, number

LATEST = "Senast publicerat"
AS_PUBLISHED = "Som publicerat i "
STATE = "choice"
NEXT = "next"
ASKED = "asked"
PART = "vy"
CHOICES = ("ar", "omrade", "kon", "publicerat", "enhet", "alder", "chefer", PART)
"""The choices of all pages, by their names in the address."""

UNKNOWN = ":material/info: {label} ”{asked}” finns inte att välja. Visar {shown}."


def show(warehouse: Warehouse) -> Choice:
    """Render the shared choices in one row and remember them for the page; say which of those asked for are unknown."""
    st.session_state.update(st.session_state.pop(NEXT, {}))
    _remember_asked()
    span = known_years(warehouse)
    reports = [LATEST, *(AS_PUBLISHED + publication.name for publication in publications(warehouse))]
    genders = list(GENDERS.values())
    with st.container(horizontal=True, key="choices", vertical_alignment="top"):
        first, last = st.select_slider(
            "År",
            span,
            (span[0], span[-1]),
            key="ar",
            bind="query-params",
            width=230,
        )
        there = open_orgs(warehouse, first, last)
        orgs = {name: f"Hela {name}" if name == warehouse.whole else name for name in there}
        org = st.selectbox(
            "Affärsområde",
            orgs,
            format_func=orgs.__getitem__,
            placeholder="Välj affärsområde",
            key="omrade",
            bind="query-params",
            width=290,
        )
        gender = st.segmented_control(
            "Kön",
            genders,
            default=genders[0],
            key="kon",
            bind="query-params",
            required=True,
            width="content",
        )
        report = st.selectbox(
            "Publicering",
            reports,
            placeholder="Välj publicering",
            key="publicerat",
            bind="query-params",
            width=270,
        )
    choice = Choice(
        first_year=first,
        last_year=last,
        org=org or warehouse.whole,
        gender=next(code for code, name in GENDERS.items() if name == (gender or genders[0])),
        as_of="" if report in (None, LATEST) else report.removeprefix(AS_PUBLISHED),
    )
    st.session_state[STATE] = choice
    pairs = {(str(one), str(other)) for one in span for other in span if one <= other}
    _tell_unless(pairs.__contains__, "År", "ar", theme.span(first, last))
    # The address has the words of the list, which say Hela of the whole.
    tell_unknown("Affärsområde", "omrade", [*orgs, *orgs.values()], orgs[choice.org])
    tell_unknown("Kön", "kon", genders, GENDERS[choice.gender])
    tell_unknown("Publicering", "publicerat", reports, report or LATEST)
    return choice


def hide() -> None:
    """Put the shared choices out of sight: they mean nothing here, but the address keeps them."""
    st.html("<style>.st-key-choices { display: none; }</style>")


def _remember_asked() -> None:
    """What the address and earlier choices ask for: Streamlit drops what it does not know without a word."""
    address = {key: tuple(st.query_params.get_all(key)) for key in st.query_params}
    earlier = {key: _texts(st.session_state[key]) for key in CHOICES if key in st.session_state}
    st.session_state[ASKED] = address, earlier


def _texts(value: object) -> tuple[str, ...]:
    return tuple(map(str, value if isinstance(value, tuple) else (value,)))


def tell_unknown(label: str, key: str, options: Collection[object], shown: object) -> None:
    """Say that what was asked for is not among the options of a choice, and what is shown."""
    known = {(str(option),) for option in options}
    _tell_unless(known.__contains__, label, key, str(shown))


def _tell_unless(is_known: Callable[[tuple[str, ...]], bool], label: str, key: str, shown: str) -> None:
    """Say what was asked for unless it is known; an earlier choice is newer than the address that led to the page."""
    address, earlier = st.session_state[ASKED]
    asked = earlier.get(key, ())
    # An earlier part may be one of another page: that was never asked for here.
    if not asked or (key == PART and not is_known(asked)):
        asked = address.get(key, ())
    if asked and not is_known(asked):
        told = "–".join(dict.fromkeys(asked))
        st.caption(UNKNOWN.format(label=label, asked=plain(told), shown=plain(shown)))


EVERY_UNIT = "Alla enheter"
EVERY_AGE = "Alla åldrar"
MANAGERS = {"Alla medarbetare": TOTAL, "Chefer": "yes", "Ej chefer": "no"}
UNTOLD = "visas inte, för att inte röja grupper om högst tio"
NO_AREA = "Alla enheter – välj område först"
NO_UNITS = "Alla enheter – enheter visas för HR"


def show_group(warehouse: Warehouse, choice: Choice) -> Group:
    """Render the choices that single out employees, and say how many are in each where that may be shown."""
    in_area = [] if choice.org == warehouse.whole else units(warehouse, choice.org)
    no_unit = NO_AREA if warehouse.rights.units else NO_UNITS
    with st.container(horizontal=True, key="group", vertical_alignment="top"):
        unit = st.selectbox(
            "Enhet",
            [EVERY_UNIT, *in_area],
            disabled=not in_area,
            format_func=lambda name: name if in_area else no_unit,
            key="enhet",
            bind="query-params",
            label_visibility="collapsed",
            width=290,
        )
        age = _segmented("Ålder", [EVERY_AGE, *AGES.values()], "alder")
        manager = _segmented("Chefer", [*MANAGERS], "chefer")
    chosen_unit = EVERY_UNIT if unit is None or not in_area else unit
    tell_unknown("Enhet", "enhet", [EVERY_UNIT, no_unit, *in_area], chosen_unit if in_area else no_unit)
    tell_unknown("Ålder", "alder", [EVERY_AGE, *AGES.values()], age)
    tell_unknown("Chefer", "chefer", MANAGERS, manager)
    group = Group(
        choice.org,
        TOTAL if chosen_unit == EVERY_UNIT else chosen_unit,
        choice.gender,
        next((code for code, name in AGES.items() if name == age), TOTAL),
        manager=MANAGERS[manager],
    )
    if text := _heads(warehouse, group, choice.last_year):
        st.caption(plain(text))
    return group


def _segmented(label: str, options: Sequence[str], key: str) -> str:
    """A choice whose options say what it is about, without its label in sight."""
    return (
        st.segmented_control(
            label,
            options,
            default=options[0],
            key=key,
            bind="query-params",
            required=True,
            label_visibility="collapsed",
            width="content",
        )
        or options[0]
    )


def _heads(warehouse: Warehouse, group: Group, year: int) -> str:
    """How many employees the choice and those beside it have in the last month of a year, or before."""
    month = last_month(warehouse, year)
    if month is None:
        return ""
    beside = {
        "i urvalet": group,
        **{GENDERS[code].lower(): replace(group, gender=code) for code in GENDERS if code != TOTAL},
        **{name: replace(group, age=code) for code, name in AGES.items()},
        "chefer": replace(group, manager="yes"),
    }
    counts = {name: heads(warehouse, each, month) for name, each in beside.items()}
    untold: dict[str, list[str]] = {}
    for name, each in beside.items():
        if counts[name] is None and not _is_empty(warehouse, each, month):
            why = UNTOLD if month.year in employees.hidden(warehouse, each) else NOT_OFFERED
            untold.setdefault(why, []).append(name)
    withheld = {name for names in untold.values() for name in names}
    told = [f"{name} {number(count) if count else 'inga'}" for name, count in counts.items() if name not in withheld]
    export = export_names(warehouse)[counted_in(warehouse, month)]
    when = f"{FULL_MONTHS[month.month - 1]} {month.year} enligt exporten {export}"
    reasons = [f"{why}: {', '.join(names)}" for why, names in untold.items()]
    return f"Anställda i {when}: {' · '.join([*told, *reasons])}"


def _is_empty(warehouse: Warehouse, group: Group, month: date) -> bool:
    """Whether figures that are shown say that nobody is in a group: its own, or those of a wider one."""
    alike = [{name: getattr(group, name)} for name in DIVIDING if getattr(group, name) != TOTAL]
    wider = [group, *(Group(org, **one) for org in (group.org, warehouse.whole) for one in alike)]
    shown = [
        each
        for each in wider
        if employees.offered(warehouse, each) and month.year not in employees.hidden(warehouse, each)
    ]
    return not employees.placed(warehouse, group) or any(not heads(warehouse, each, month) for each in shown)


def choose(group: Group) -> None:
    """Choose an area and a unit for the user, as after a click in a chart, and show the page again."""
    st.session_state[NEXT] = {"omrade": group.org, "enhet": EVERY_UNIT if group.unit == TOTAL else group.unit}
    st.rerun(scope="app")


def show_parts(names: Sequence[str]) -> str:
    """Render the choice of a part of a page; the first one where nothing is chosen."""
    part = _segmented("Visa", names, PART)
    tell_unknown("Vyn", PART, names, part)
    return part


def chosen() -> Choice:
    """The choices made, as remembered by `show` in this run."""
    choice: Choice = st.session_state[STATE]
    return choice
