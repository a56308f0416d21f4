"""What the user has chosen. The choices live in the URL: a copied link shows the same view."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlencode

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.figures.exports import is_sample
from dashboard.figures.groups import TOTAL, Group
from dashboard.figures.query import publications
from dashboard.figures.selection import Choice
from dashboard.figures.store.employees import units
from dashboard.figures.store.loaded import known_years
from dashboard.figures.store.organisation import open_orgs, sibling_areas
from dashboard.figures.store.warehouse import Warehouse
from dashboard.findings.heads import heads_beside
from dashboard.share.markup import plain
from dashboard.theme import AGES, GENDERS

LATEST = "Senast publicerat"
YEAR_BEFORE = "Året före"
AS_PUBLISHED = "Som publicerat i "
STATE = "choice"
NEXT = "next"
ASKED = "asked"
PART = "vy"
LAST = "parts"
PAGE = "page"
ARRIVED = "arrived"
CHOICES = ("ar", "jfr", "fran", "omrade", "kon", "publicerat", "enhet", "alder", "chefer", PART)
"""The choices of all pages, by their names in the address."""

INVENTED = (
    "Månadssiffrorna är påhittade tills riktiga exporter läses in på Ladda data."
    " Årssiffrorna ur rapporterna är riktiga."
)
UNKNOWN = ":material/info: {label} ”{asked}” finns inte att välja. Visar {shown}."


def show(warehouse: Warehouse, page: str, *, of_people: bool = False, by_gender: bool = True) -> Choice:
    """Render the choices in one row and remember them for the page; say which of those asked for are unknown.

    A page about employees, which is `of_people`, has the gender in sight, and the choices that single employees out
    behind Filter, where other pages have the gender; it is not offered where nothing is told `by_gender`.
    """
    st.session_state.update(st.session_state.pop(NEXT, {}))
    st.session_state[ARRIVED] = st.session_state.get(PAGE, page) != page and not _led_back()
    st.session_state[PAGE] = page
    if st.session_state[ARRIVED]:
        _into_the_address()
    _remember_asked()
    known = known_years(warehouse)
    reports = [LATEST, *(AS_PUBLISHED + publication.name for publication in publications(warehouse))]
    with st.container(horizontal=True, key="choices", vertical_alignment="center"):
        place = st.container(width="content", key="area")
        year, compared, since = _years(known)
        with place:
            there = open_orgs(warehouse, since, year) + (sibling_areas(warehouse, since, year) if of_people else [])
            orgs = {name: f"Hela {name}" if name == warehouse.whole else name for name in there}
            org = _listed("Affärsområde", [*orgs], "omrade", orgs) or warehouse.whole
        in_sight = st.container(key="gender", width="content") if of_people else None
        with st.popover("Filter", icon=":material/filter_list:", width="content"):
            with in_sight or st.container(key="gender" if by_gender else "gender-kept"):
                gender = _segmented("Kön", [*GENDERS.values()], "kon")
            choice = Choice(since, year, compared, org, next(code for code, name in GENDERS.items() if name == gender))
            report = _listed("Publicering", reports, "publicerat") or LATEST
            group = _group(warehouse, choice) if of_people else Group(org)
        usual = {"ar": str(known[-1]), "jfr": YEAR_BEFORE, "fran": str(known[0]), "publicerat": LATEST}
        _chips(usual | (OF_PEOPLE if of_people else {"kon": GENDERS["total"]} if by_gender else {}))
        if is_sample(warehouse):
            with st.container(key="sample", width="content"):
                st.badge("Exempeldata", color="orange", help=INVENTED)
    choice = replace(choice, as_of="" if report == LATEST else report.removeprefix(AS_PUBLISHED))
    st.session_state[STATE] = choice, group, of_people
    tell_unknown("År", "ar", known, year)
    tell_unknown("Jämfört med", "jfr", [YEAR_BEFORE, *_others(known, year)], compared or "inget år")
    tell_unknown("Trender från", "fran", _until(known, year), since)
    # The address has the words of the list, which say Hela of the whole.
    tell_unknown("Affärsområde", "omrade", [*orgs, *orgs.values()], orgs[choice.org])
    tell_unknown("Kön", "kon", GENDERS.values(), GENDERS[choice.gender])
    tell_unknown("Publicering", "publicerat", reports, report)
    if of_people:
        _tell_unknown_group(warehouse, group)
    return choice


def _years(known: Sequence[int]) -> tuple[int, int | None, int]:
    """The year, the one that it is compared with and the one that trends begin in; the button that opens their choice
    says the first two."""
    with st.popover(_asked_years(known), width="content", key="years"):
        year = int(_listed("År", [*map(str, known)], "ar", default=-1) or known[-1])
        other = _listed("Jämfört med", [YEAR_BEFORE, *map(str, _others(known, year))], "jfr")
        since = int(_listed("Trender från", [*map(str, _until(known, year))], "fran") or known[0])
    return year, _compared(known, year, other), since


def _asked_years(known: Sequence[int]) -> str:
    """What the choices of years will say, before they are there."""
    year = int(_asked("ar", known, known[-1]))
    compared = _compared(known, year, _asked("jfr", _others(known, year), YEAR_BEFORE))
    return Choice(known[0], year, compared, "").years


def _asked(key: str, options: Collection[object], usual: object) -> str:
    """What a list will show: what was chosen before, or what the address has."""
    address = st.query_params.get(key)
    asked = str(address if _led_back() else st.session_state.get(key, address))
    return asked if asked in map(str, options) else str(usual)


def _led_back() -> bool:
    """Whether the browser's history leads here: then what is chosen is what the address has."""
    run = get_script_run_ctx()
    return run is not None and run.is_history_navigation


def _others(known: Sequence[int], year: int) -> list[int]:
    """The years that one can be compared with."""
    return [each for each in known if each != year]


def _until(known: Sequence[int], year: int) -> list[int]:
    """The years that trends to one can begin in."""
    return [each for each in known if each <= year]


def _compared(known: Sequence[int], year: int, other: str | None) -> int | None:
    """The year that one is compared with: the one that is asked for, or the one before where there is any."""
    before = [each for each in known if each < year]
    return int(other) if other and other != YEAR_BEFORE else before[-1] if before else None


def _listed(
    label: str, options: Sequence[str], key: str, words: Mapping[str, str] | None = None, default: int = 0
) -> str | None:
    """A choice in a list, of which one by its place is the usual."""
    return st.selectbox(
        label,
        options,
        default % len(options),
        format_func=(words or dict(zip(options, options, strict=True))).__getitem__,
        placeholder=f"Välj {label.lower()}",
        key=key,
        bind="query-params",
        label_visibility="collapsed" if key == "omrade" else "visible",
        width=250 if key == "omrade" else "stretch",
    )


def _chips(usual: Mapping[str, str]) -> None:
    """What differs from the usual among the choices that are made out of sight, each with a way back."""
    words = {"ar": "År ", "jfr": "Mot ", "fran": "Från "}
    for key, default in usual.items():
        value = st.session_state.get(key)
        if value not in (None, default):
            told = f"{words.get(key, '')}{plain(str(value))} ✕"
            st.button(told, key=f"utan-{key}", type="tertiary", on_click=_reset, args=(key, default))


def _reset(key: str, default: str) -> None:
    st.session_state[key] = default


def _into_the_address() -> None:
    """Put the choices that were made before into the address of another page: Streamlit leaves those out of sight."""
    for key in CHOICES:
        if key != PART and key in st.session_state:
            st.session_state[key] = st.session_state[key]


def hide() -> None:
    """Put the shared choices out of sight: they mean nothing here, but the address keeps them."""
    st.html(
        "<style>.st-key-choices:not(:has(.st-key-sample)), .st-key-choices > :not(:has(.st-key-sample), .st-key-sample)"
        " { display: none; }</style>"
    )


def in_address() -> str:
    """All choices of the page's address, as they stand in it."""
    return urlencode({key: st.query_params.get_all(key) for key in st.query_params}, doseq=True)


def _remember_asked() -> None:
    """What the address and earlier choices ask for: Streamlit drops what it does not know without a word."""
    address = {key: tuple(st.query_params.get_all(key)) for key in st.query_params}
    earlier = {key: _texts(st.session_state[key]) for key in CHOICES if key in st.session_state}
    st.session_state[ASKED] = address, earlier


def _texts(value: object) -> tuple[str, ...]:
    return tuple(map(str, value if isinstance(value, tuple) else (value,)))


def tell_unknown(label: str, key: str, options: Collection[object], shown: object) -> None:
    """Say that what was asked for is not among the options of a choice, and what is shown."""
    known = set(map(str, options))
    _tell_unless(known.issuperset, label, key, str(shown))


def _tell_unless(is_known: Callable[[tuple[str, ...]], bool], label: str, key: str, shown: str) -> None:
    """Say what was asked for unless it is known; an earlier choice is newer than the address that led to the page."""
    address, earlier = st.session_state[ASKED]
    asked = earlier.get(key, ())
    # An earlier part may be one of another page: that was never asked for here.
    if not asked or (key == PART and not is_known(asked)):
        asked = address.get(key, ())
    if asked and not is_known(asked):
        st.caption(UNKNOWN.format(label=label, asked=plain(" ".join(asked)), shown=plain(shown)))


EVERY_UNIT = "Alla enheter"
EVERY_AGE = "Alla åldrar"
EVERYONE = "Alla medarbetare"
OF_PEOPLE = {"enhet": EVERY_UNIT, "alder": EVERY_AGE, "chefer": EVERYONE}
MANAGERS = {EVERYONE: TOTAL, "Chefer": "yes", "Ej chefer": "no"}
NO_AREA = "Alla enheter – välj område först"
NO_UNITS = "Alla enheter – enheter visas för HR"


def _group(warehouse: Warehouse, choice: Choice) -> Group:
    """Render the choices that single out employees, and say how many are in each where that may be shown."""
    in_area, no_unit = _units(warehouse, choice.org)
    unit = st.selectbox(
        "Enhet",
        [EVERY_UNIT, *in_area],
        disabled=not in_area,
        format_func=lambda name: name if in_area else no_unit,
        key="enhet",
        bind="query-params",
    )
    age = _segmented("Ålder", [EVERY_AGE, *AGES.values()], "alder")
    manager = _segmented("Chefer", [*MANAGERS], "chefer")
    group = Group(
        choice.org,
        TOTAL if unit in (None, EVERY_UNIT) or not in_area else str(unit),
        choice.gender,
        next((code for code, name in AGES.items() if name == age), TOTAL),
        manager=MANAGERS[manager],
    )
    if text := heads_beside(warehouse, group, choice.year):
        st.caption(plain(text))
    return group


def _units(warehouse: Warehouse, org: str) -> tuple[list[str], str]:
    """The units that can be chosen, and why none can where there are none."""
    in_area = [] if org == warehouse.whole else units(warehouse, org)
    return in_area, NO_AREA if warehouse.rights.units else NO_UNITS


def _tell_unknown_group(warehouse: Warehouse, group: Group) -> None:
    in_area, no_unit = _units(warehouse, group.org)
    unit = EVERY_UNIT if group.unit == TOTAL else group.unit
    tell_unknown("Enhet", "enhet", [EVERY_UNIT, no_unit, *in_area], unit if in_area else no_unit)
    tell_unknown("Ålder", "alder", [EVERY_AGE, *AGES.values()], AGES.get(group.age, EVERY_AGE))
    managers = {code: name for name, code in MANAGERS.items()}
    tell_unknown("Chefer", "chefer", MANAGERS, managers[group.manager])


def _segmented(label: str, options: Sequence[str], key: str, *, bound: bool = True) -> str:
    """A choice whose options say what it is about, without its label in sight."""
    return (
        st.segmented_control(
            label,
            options,
            default=options[0] if bound else None,
            key=key,
            bind="query-params" if bound else None,
            required=True,
            label_visibility="collapsed",
            width="content",
        )
        or options[0]
    )


def choose(group: Group) -> None:
    """Choose an area and a unit for the user, as after a click in a chart, and show the page again."""
    st.session_state[NEXT] = {"omrade": group.org, "enhet": EVERY_UNIT if group.unit == TOTAL else group.unit}
    st.rerun(scope="app")


def show_parts(page: str, names: Sequence[str]) -> str:
    """Render the choice of a part of a page: the one that the address has, else the one that was looked at last.

    Parts of two pages have one name in the address: Streamlit, where it keeps that itself, takes one page's for the
    other's when the browser's history leads from page to page.
    """
    last: dict[str, str] = st.session_state.setdefault(LAST, {})
    asked = st.query_params.get(PART)
    arrived = st.session_state[ARRIVED]
    if arrived or _led_back() or PART not in st.session_state:
        before = last.get(page) if arrived else names[0]
        st.session_state[PART] = next((name for name in (asked, before) if name in names), names[0])
    part = _segmented("Visa", names, PART, bound=False)
    if not arrived:
        tell_unknown("Vyn", PART, names, part)
    if part == names[0]:
        st.query_params.pop(PART, None)
    elif part != asked:
        st.query_params[PART] = part
    last[page] = part
    return part


def chosen() -> tuple[Choice, Group, bool]:
    """The choices made, as remembered by `show` in this run, whom they single out, and whether a page is of people."""
    choice, group, of_people = st.session_state[STATE]
    return choice, group, of_people
