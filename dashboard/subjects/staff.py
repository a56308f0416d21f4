"""The parts of the page Personal: who is employed, full time, who comes and goes, extra hours."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from dashboard import theme
from dashboard.cards.card import Card, View
from dashboard.cards.months import axis_years, chosen, cuts, not_applicable, of_months, scope, twelve_months
from dashboard.cards.tables import value as printed_value
from dashboard.charts import over_months
from dashboard.charts.spec import DASHES, Line, Spec
from dashboard.figures import monthly
from dashboard.figures.figure import Figure, known
from dashboard.figures.groups import TOTAL, Group
from dashboard.figures.measures import MEASURES
from dashboard.figures.query import Filter, figures, in_words
from dashboard.figures.store.loaded import export_names
from dashboard.findings import grounds
from dashboard.findings.month_titles import same_month, then
from dashboard.findings.sentence import Said, Sentence, bare, gap, judged, listed, month, sentence, turn, value
from dashboard.theme import number, rounded

STAFF = "staff"
SHARE = "full_time_share"
SPAN = "manager_span"
FLOWS = {"hires": "Nyanställda", "leavers": "Avgångar"}
LEAVING = {"external_leavers": "Externt", "internal_leavers": "Internt", "retirement_leavers": "Pension"}
EXTRA = {"extra_hours_as_full_time": "Mertid", "overtime_as_full_time": "Övertid"}
FORMS = {"permanent": "Tillsvidareanställda", "temporary": "Visstidsanställda"}
NO_YEAR = "{} visas när tolv månader i följd är inlästa"
MORE = "Läs in fler månader på sidan Ladda data, eller välj fler år."
NO_SPAN = "Medarbetare per chef visas när exporten har både chefer och andra"


def permanent(view: View) -> View:
    """The same view of permanent staff only: whom the figures are of is then said wherever it stands."""
    return replace(view, group=replace(view.group, form="permanent"))


def forms(view: View) -> Card:
    """Employees and full-time equivalents, permanent and temporary, women and men."""
    everyone = replace(view.group, gender=TOTAL)
    runs = {
        (measure, form): _by_gender(view, measure, replace(everyone, form=form))
        for measure in ("headcount", "full_time_equivalents")
        for form in FORMS
    }
    rows = [row for by_gender in runs.values() for run in by_gender.values() for row in run]
    title = _forms_title({form: runs["headcount", form][TOTAL] for form in FORMS})
    return of_months(
        permanent(view),
        Card(
            key="forms",
            title=title,
            line=f"Kvinnor, män och totalt · {scope(view, everyone)} · varje bild på egen skala · {_export(view)}",
            drawings=[
                (f"{FORMS[form]}, {MEASURES[measure].unit}", _women_and_men(view, by_gender, rows, title))
                for (measure, form), by_gender in runs.items()
                if any(known(run) for run in by_gender.values())
            ],
            rows=rows,
            measures=["headcount", "full_time_equivalents"],
            notices=not_applicable(view),
            notes=_concealed([*runs.values()]),
            across=2,
        ),
    )


def _forms_title(runs: Mapping[str, Sequence[Figure]]) -> Sentence:
    """How many there are of each form in the last month that has any."""
    last = _latest(runs)
    told = [sentence(bare(row), f" {FORMS[form].lower()}") for form, row in last.items()]
    return grounds.carried(sentence(listed(told), " i ", _until(last)))


def _export(view: View) -> str:
    """Where heads are counted: the export of sick leave counts others."""
    return f"enligt exporten {export_names(view.warehouse)[STAFF]}"


def span(view: View) -> Card:
    """How many employees each manager has, beside how many managers there are; whom of them is chosen matters not."""
    group = replace(view.group, manager=TOTAL)
    months = chosen(view, monthly.by_month(view.warehouse, SPAN, group))
    managers = chosen(view, monthly.by_month(view.warehouse, "headcount", replace(group, manager="yes")))
    both = view.group.manager != TOTAL
    ignored = [f"Måttet gäller chefer och andra. Valet {theme.MANAGERS[view.group.manager]} är kvar."] if both else []
    return _show(
        replace(view, group=replace(group, manager="yes")),
        Card(
            key="span",
            title=_span_title(view, monthly.by_month(view.warehouse, SPAN, group)),
            line=f"Anställda som inte är chefer delat med chefer · {scope(view, group)} · {_export(view)}",
            drawings=[
                ("Medarbetare per chef", _long_run(view, months)),
                ("Chefer, personer", _long_run(view, managers)),
            ],
            rows=[*months, *(managers if known(months) else [])],
            measures=[SPAN, "headcount"],
            notices=[*not_applicable(view), *ignored],
            across=2,
        ),
        NO_SPAN,
    )


def _span_title(view: View, every: Sequence[Figure]) -> Sentence:
    """The last month beside the same month of the compared year."""
    last = next(reversed(known(chosen(view, every))), None)
    if last is None:
        return Sentence()
    before = same_month(every, last, view.choice.against(last.of_year))
    plain = sentence("Varje chef hade ", bare(last), " medarbetare i ", month(last))
    if before is None or not rounded(last.number - before.number, 1):
        return grounds.carried(plain)
    size = Said(number(abs(last.number - before.number), 1), gap(last, before, last.resolution).claim)
    said = sentence(plain, ", ", size, " ", turn(last, before, "fler", "färre"), " än ", then(last, before))
    return grounds.carried(said, plain)


def full_time(view: View) -> Card:
    """The share of women and men who work full time, month by month, towards the published target."""
    view = permanent(view)
    runs = _by_gender(view, SHARE, view.group)
    rows = [row for run in runs.values() for row in run]
    years = axis_years(view, known(rows))
    whole = view.warehouse.whole
    limits = Filter((whole,), (TOTAL,), ("target",), min(years), max(years), view.choice.as_of)
    aims = known(figures(view.warehouse, SHARE, limits))
    of_area = aims and view.group.org != whole
    title = _full_time_title(view.group, runs[view.group.gender], [] if of_area else aims)
    return of_months(
        view,
        Card(
            key="full-time",
            title=title,
            line=f"Heltidsanställda i procent · {scope(view, replace(view.group, gender=TOTAL))} · månad för månad",
            drawings=[("", _women_and_men(view, runs, rows, title, aims))],
            rows=[*rows, *aims] if known(rows) else rows,
            measures=[SHARE],
            notices=not_applicable(view),
            notes=[
                *_concealed([runs]),
                *([f"Målet är satt för {in_words(view.warehouse, whole)}"] if of_area else []),
                *cuts(_once(rows))[1],
            ],
        ),
    )


def _full_time_title(group: Group, months: Sequence[Figure], aims: Sequence[Figure]) -> Sentence:
    """The last month's share, and how far it is from the target of its year where that is set for the same people."""
    if not known(months):
        return sentence("Andelen heltidsanställda, månad för månad")
    last = known(months)[-1]
    who = {TOTAL: "de tillsvidareanställda", "women": "kvinnorna", "men": "männen"}[group.gender]
    plain = sentence(value(last), f" av {who} hade heltid i ", month(last))
    aim = next((row for row in aims if row.year == last.year), None)
    if aim is None:
        return grounds.carried(plain)
    off = rounded(last.number - aim.number, 1)
    if off >= 0:
        said = sentence(plain, " och målet ", value(aim), " är ", judged(last, aim, "nått", better=True))
    else:
        size = gap(last, aim, last.resolution)
        said = sentence(plain, ", ", size, " ", turn(last, aim, "över", "under"), " målet ", value(aim))
    return grounds.carried(said, plain)


def leavers(view: View) -> Card:
    """Who has left in twelve months: out of the municipality, within it and with pension, on the same base."""
    return _twelve_months(
        permanent(view),
        "leavers-year",
        LEAVING,
        _leavers_title,
        "Procent av medeltalet anställda",
        NO_YEAR.format("Avgångar i procent"),
    )


def _leavers_title(runs: Mapping[str, Sequence[Figure]]) -> Sentence:
    words = {"external_leavers": "externt", "internal_leavers": "internt", "retirement_leavers": "med pension"}
    last = _latest(runs)
    told = [sentence(value(row), f" {words[measure]}") for measure, row in last.items()]
    return grounds.carried(sentence("På tolv månader till och med ", _until(last), " slutade ", listed(told)))


def hires(view: View) -> Card:
    """Permanent employees who have come against those who have gone, twelve months together."""
    return _twelve_months(permanent(view), "hires", FLOWS, _net, "Personer", NO_YEAR.format("Nyanställda mot avgångar"))


def _net(runs: Mapping[str, Sequence[Figure]]) -> Sentence:
    """Those who came minus those who went in the last twelve months that both have."""
    came, went = ({row.month_start: row for row in known(runs[measure])} for measure in FLOWS)
    both = sorted(came.keys() & went.keys())
    if not both:
        return sentence("Nyanställda mot avgångar")
    new, gone = came[both[-1]], went[both[-1]]
    plain = sentence(bare(new), " började och ", bare(gone), " slutade på tolv månader till och med ", month(new))
    net = Said(number(new.number - gone.number, plus=True), gap(new, gone, new.resolution).claim)
    return grounds.carried(sentence(plain, ": netto ", net), plain)


def as_full_time(view: View) -> Card:
    """The extra hours of twelve months as the number of people who would work them."""
    return _twelve_months(
        view,
        "as-full-time",
        EXTRA,
        _as_full_time_title,
        "Timmar delat med arbetad tid per årsarbetare",
        NO_YEAR.format("Timmarna i årsarbetare"),
    )


def _as_full_time_title(runs: Mapping[str, Sequence[Figure]]) -> Sentence:
    last = _latest(runs)
    told = [sentence(f"{MEASURES[measure].subject.lower()} ", value(row)) for measure, row in last.items()]
    return grounds.carried(sentence("På tolv månader till och med ", _until(last), " motsvarade ", listed(told)))


def _twelve_months(
    view: View,
    key: str,
    names: Mapping[str, str],
    titled: Callable[[Mapping[str, Sequence[Figure]]], Sentence],
    what: str,
    otherwise: str,
) -> Card:
    """Measures as lines of twelve months together, named as said; `otherwise` is said where there are not as many."""
    runs = {measure: _over_year(view, measure) for measure in names}
    rows = [row for run in runs.values() for row in run]
    looks = zip(runs.items(), view.palette.lines, DASHES, strict=False)
    title = titled(runs)
    lines = [Line(run, names[measure], color, dash, told=title.tells(run)) for (measure, run), color, dash in looks]
    marks, cut_notes = cuts(_once(rows))
    card = Card(
        key=key,
        title=title,
        line=f"{what} · {scope(view)} · {twelve_months(rows)}",
        drawings=[("", over_months.long_runs(lines, view.palette, axis_years(view, known(rows)), marks))],
        rows=rows,
        measures=list(names),
        notices=not_applicable(view),
        notes=[*cut_notes, *hidden_years(runs, names)],
    )
    return _show(view, card, otherwise)


def _by_gender(view: View, measure: str, group: Group) -> dict[str, list[Figure]]:
    """The months of women, men and everyone; those that are hidden are there without a value."""
    return {
        gender: chosen(view, monthly.by_month(view.warehouse, measure, replace(group, gender=gender)))
        for gender in ("women", "men", TOTAL)
    }


def _women_and_men(
    view: View,
    runs: Mapping[str, Sequence[Figure]],
    rows: Sequence[Figure],
    title: Sentence,
    aims: Sequence[Figure] = (),
) -> Spec:
    looks = {"women": (view.palette.women, 3.0), "men": (view.palette.men, 3.0), TOTAL: (view.palette.muted, 1.5)}
    lines = [
        Line(runs[gender], theme.GENDERS[gender], color, width=width, told=title.tells(runs[gender]))
        for gender, (color, width) in looks.items()
    ]
    target = (
        [Line(_all_year(aims), f"Mål {printed_value(aims[-1])}", view.palette.muted, "dash", width=2)] if aims else []
    )
    found = known(rows)
    height = 340 if aims else 240
    return over_months.long_runs(
        [*target, *lines], view.palette, axis_years(view, found), cuts(_once(found))[0], height
    )


def _all_year(aims: Sequence[Figure]) -> list[Figure]:
    """A year's target from its first month to its last, apart from the next year's."""
    return [
        replace(aim, period_end=date(aim.of_year, month, 28), segment=aim.of_year) for aim in aims for month in (1, 12)
    ]


def _over_year(view: View, measure: str) -> list[Figure]:
    """Twelve months together, and the months that are hidden, for the reason."""
    runs = chosen(view, monthly.over_year(view.warehouse, measure, view.group))
    months = chosen(view, monthly.by_month(view.warehouse, measure, view.group))
    return [*runs, *(row for row in months if row.missing == "hidden")]


def hidden_years(runs: Mapping[str, Sequence[Figure]], names: Mapping[str, str]) -> list[str]:
    """Which years are hidden, of which lines where it is not of all, and why."""
    found: dict[tuple[str, tuple[int, ...]], list[str]] = {}
    for measure, run in runs.items():
        hidden = [row for row in run if row.missing == "hidden"]
        for reason in dict.fromkeys(row.note for row in hidden):
            years = tuple(sorted({row.of_year for row in hidden if row.note == reason}))
            found.setdefault((reason, years), []).append(names[measure])
    return [
        f"{f'{theme.listed(lines)}: ' if len(lines) < len(runs) else ''}{theme.listed([*map(str, years)])}"
        f" visas som ”..”: {reason}"
        for (reason, years), lines in found.items()
    ]


def _long_run(view: View, rows: Sequence[Figure]) -> Spec:
    return over_months.long_run(rows, view.palette, axis_years(view, known(rows)), cuts(rows)[0], height=240)


def _once(rows: Sequence[Figure]) -> list[Figure]:
    """One row of those that are cut in the same month for the same reason."""
    return list({(row.period_start, row.cut): row for row in rows if row.cut}.values())


def _concealed(parts: Sequence[Mapping[str, Sequence[Figure]]]) -> list[str]:
    """Whose lines are hidden in the last month shown, and why."""
    lasts = [(theme.GENDERS[gender], run[-1]) for runs in parts for gender, run in runs.items() if run]
    reasons: dict[str, dict[str, None]] = {}
    for name, last in lasts:
        if last.missing == "hidden":
            reasons.setdefault(last.note, {})[name.lower()] = None
    return [f"{theme.listed([*names]).capitalize()} visas som ”..”: {reason}" for reason, names in reasons.items()]


def _show(view: View, card: Card, otherwise: str) -> Card:
    """A card, or what it needs where months are loaded that may be shown but do not give it."""
    months = chosen(view, monthly.by_month(view.warehouse, "headcount", Group(view.group.org)))
    if known(months) and not any(row.value is not None or row.missing == "hidden" for row in card.rows):
        return Card(card.key, otherwise, lacking=MORE)
    return of_months(view, card)


def _latest(runs: Mapping[str, Sequence[Figure]]) -> dict[str, Figure]:
    """The last figure of each run that ends with the month in which the last of them ends."""
    ends = {name: known(run)[-1] for name, run in runs.items() if known(run)}
    last = max((row.month_start for row in ends.values()), default=None)
    return {name: row for name, row in ends.items() if row.month_start == last}


def _until(last: Mapping[str, Figure]) -> Sentence:
    return sentence(*(month(row) for row in [*last.values()][:1]))
