"""python -m dashboard.figures: any figure on the command line."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path

import pandas as pd

from dashboard.figures.exports import covered
from dashboard.figures.figure import GENDERS, SCENARIOS, Figure
from dashboard.figures.groups import TOTAL, Group
from dashboard.figures.measures import MEASURES
from dashboard.figures.monthly import by_month, shown
from dashboard.figures.ownership import of_others
from dashboard.figures.query import Filter, figures, printed, publications
from dashboard.figures.store import audit
from dashboard.figures.store.employees import placed, units
from dashboard.figures.store.loaded import export_names, of_people
from dashboard.figures.store.organisation import known_orgs, sibling_areas
from dashboard.figures.store.rights import EVERYTHING
from dashboard.figures.store.warehouse import NoWarehouseError, Warehouse, newest
from dashboard.findings.agreement import agreements
from dashboard.share import spreadsheet
from dashboard.theme import AGES, MANAGERS, listed
from swedish_arguments import ArgumentParser

DIMENSIONS = ("year", "month", "gender", "org", "scenario", "publication")
BY, FIRST, LAST = "year", 0, 9999
EMPTY = "(tomt)"
LISTS = ("list", "published", "checks", "restatements", "agreement")
"""What is listed whole, whatever else is chosen."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code: 0 answered, 1 no warehouse, 2 wrong usage."""
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    parser = _parser()
    choices = parser.parse_args(arguments)
    try:
        warehouse = newest(EVERYTHING, choices.warehouse)
    except NoWarehouseError as error:
        print(f"{error}. Kör python -m loaders först.", file=sys.stderr)
        return 1
    try:
        answer, why = _answer(warehouse, choices, parser)
        _print(answer, choices, why)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader of a pipe has seen enough (head); what is left goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = ArgumentParser(prog="python -m dashboard.figures", description="Visar siffror ur datalagret.")
    parser.add_argument("measure", nargs="?", metavar="MEASURE", help="ett mått; --list visar alla")
    parser.add_argument("--warehouse", type=Path, metavar="DIR", help="datalagrets mapp")
    parser.add_argument("--list", action="store_true", help="alla mått med etikett, enhet och definition")
    parser.add_argument("--published", action="store_true", help="alla celler i rapporternas tabeller")
    parser.add_argument("--checks", action="store_true", help="alla identiteter och om de håller")
    parser.add_argument("--agreement", action="store_true", help="exporternas år mot de publicerade")
    parser.add_argument("--restatements", action="store_true", help="alla uppgifter som två rapporter redovisar")
    parser.add_argument("--by", default=BY, metavar="DIM,…", help=f"dimensioner: {', '.join(DIMENSIONS)}")
    parser.add_argument("--org", metavar="NAME", help="organisation")
    parser.add_argument("--unit", metavar="NAME", help="enhet, för månader (med --org)")
    parser.add_argument("--age", metavar="AGE", help=f"åldersgrupp, för månader: {', '.join(AGES)}")
    parser.add_argument("--manager", metavar="YES", help=f"chefer eller inte, för månader: {', '.join(MANAGERS)}")
    parser.add_argument("--from", dest="first", type=int, default=FIRST, metavar="YEAR", help="första år")
    parser.add_argument("--to", dest="last", type=int, default=LAST, metavar="YEAR", help="sista år")
    parser.add_argument("--as-of", metavar="PUBLICATION", help="som publicerat i …")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--csv", action="store_true", help="svara med CSV")
    form.add_argument("--json", action="store_true", help="svara med JSON")
    return parser


def _answer(
    warehouse: Warehouse, choices: argparse.Namespace, parser: argparse.ArgumentParser
) -> tuple[pd.DataFrame, str]:
    """The rows asked for, and why there are none where that can be said."""
    if any(getattr(choices, name) for name in LISTS):
        _check_list(choices, parser)
        return _list(warehouse, choices), ""
    if choices.measure is None:
        parser.error(f"ange ett mått, eller {', '.join(f'--{name}' for name in LISTS)}")
    choices.by = list(dict.fromkeys(choices.by.split(",")))
    _check_known(warehouse, choices, parser)
    (_check_months if "month" in choices.by else _check_years)(warehouse, choices, parser)
    rows = _measure(warehouse, choices)
    return rows, "" if len(rows) else _why_nothing(warehouse, choices)


def _list(warehouse: Warehouse, choices: argparse.Namespace) -> pd.DataFrame:
    if choices.list:
        rows = [(m.id, m.label, m.unit, m.better, m.definition, m.source) for m in MEASURES.values()]
        return pd.DataFrame(rows, columns=["measure", "label", "unit", "better", "definition", "source"])
    if choices.agreement:
        return _agreement(warehouse)
    listed_whole = audit.published if choices.published else audit.checks if choices.checks else audit.restatements
    return listed_whole(warehouse)


def _agreement(warehouse: Warehouse) -> pd.DataFrame:
    """One line for every year that print and exports both cover."""
    found = [each for measure in MEASURES for each in agreements(warehouse, measure)]
    rows = [
        (
            each.published.measure,
            each.published.org,
            each.published.gender,
            each.published.scenario,
            each.published.year,
            each.published.value,
            each.published.printed,
            f"{each.published.publication}, {each.published.sheet}!{each.published.cell}",
            each.computed.value,
            each.computed.file,
            each.answer,
        )
        for each in found
    ]
    columns = ["measure", "org", "gender", "scenario", "year", "published", "printed", "place", "computed", "files"]
    return pd.DataFrame(rows, columns=[*columns, "answer"])


def _check_list(choices: argparse.Namespace, parser: argparse.ArgumentParser) -> None:
    """Stop with a usage error where anything is chosen beside a list: it would not be followed."""
    asked = [f"--{name}" for name in LISTS if getattr(choices, name)]
    beside = {
        choices.measure: choices.measure is not None,
        "--by": choices.by != BY,
        "--org": choices.org is not None,
        "--unit": choices.unit is not None,
        "--age": choices.age is not None,
        "--manager": choices.manager is not None,
        "--from": choices.first != FIRST,
        "--to": choices.last != LAST,
        "--as-of": choices.as_of is not None,
    }
    ignored = [*asked[1:], *(str(name) for name, chosen in beside.items() if chosen)]
    if ignored:
        parser.error(f"{asked[0]} visar allt och följer inte {', '.join(ignored)}: fråga en sak i taget")


def _check_known(warehouse: Warehouse, choices: argparse.Namespace, parser: argparse.ArgumentParser) -> None:
    """Stop with a usage error, naming what there is, for anything unknown."""
    known = {
        "måttet": (choices.measure, list(MEASURES)),
        "organisationen": (choices.org, [*known_orgs(warehouse), *sibling_areas(warehouse)]),
        "publikationen": (choices.as_of, [p.name for p in publications(warehouse)]),
        "åldersgruppen": (choices.age, list(AGES)),
        "valet --manager": (choices.manager, list(MANAGERS)),
    }
    for what, (said, options) in known.items():
        if said is not None and said not in options:
            parser.error(f"{what} {said or EMPTY} finns inte; {_among(options)}")
    for dimension in choices.by:
        if dimension not in DIMENSIONS:
            parser.error(f"dimensionen {dimension or EMPTY} finns inte; {_among(DIMENSIONS)}")
    if choices.first > choices.last:
        parser.error(f"--from {choices.first} är efter --to {choices.last}: byt plats på dem")


def _among(options: Sequence[str]) -> str:
    return f"välj bland {', '.join(options)}" if options else "inget är inläst att välja bland"


def _check_years(warehouse: Warehouse, choices: argparse.Namespace, parser: argparse.ArgumentParser) -> None:
    """Stop with a usage error for what printed figures cannot follow."""
    for option in _people(choices):
        parser.error(f"{option} gäller bara månader, ur exporterna: lägg till --by month")
    computed = MEASURES[choices.measure].computed
    if computed and not _printed_at_all(warehouse, choices.measure):
        parser.error(
            f"ingen inläst rapport redovisar {choices.measure}; det finns bara per månad, ur exporten"
            f" {export_names(warehouse)[computed.export]}: lägg till --by month"
        )


def _check_months(warehouse: Warehouse, choices: argparse.Namespace, parser: argparse.ArgumentParser) -> None:
    """Stop with a usage error for what monthly figures cannot follow."""
    computed = MEASURES[choices.measure].computed
    if computed is None:
        parser.error(f"{choices.measure} finns inte per månad, bara i rapporterna: ta bort month ur --by")
    if choices.as_of is not None:
        parser.error(
            "--as-of gäller rapporter; månader visas som de är inlästa nu: ta bort --as-of, eller month ur --by"
        )
    for option in _people(choices):
        if not of_people(warehouse, computed.export):
            export = export_names(warehouse)[computed.export]
            parser.error(f"{option} gäller anställda; {choices.measure} ur exporten {export} delas inte upp så")
    if choices.unit is not None and choices.org is None:
        parser.error("--unit kräver --org: ange vilket affärsområde enheten hör till")
    if choices.unit is not None and choices.unit not in (found := units(warehouse, choices.org)):
        parser.error(f"enheten {choices.unit or EMPTY} finns inte i {choices.org}; {_among(found)}")


def _people(choices: argparse.Namespace) -> list[str]:
    """The options given that single out employees."""
    return [f"--{name}" for name in ("unit", "age", "manager") if getattr(choices, name) is not None]


def _printed_at_all(warehouse: Warehouse, measure: str) -> list[Figure]:
    everything = Filter((), (), ())
    return printed(warehouse, measure, everything) + figures(warehouse, measure, everything)


def _why_nothing(warehouse: Warehouse, choices: argparse.Namespace) -> str:
    """Why nothing is known of what is asked for."""
    of_months = "month" in choices.by
    if not of_months and not _printed_at_all(warehouse, choices.measure):
        return f"ingen inläst rapport redovisar {choices.measure}"
    computed = MEASURES[choices.measure].computed
    if of_months and computed and covered(warehouse, choices.measure) is None:
        return f"exporten {export_names(warehouse)[computed.export]} är inte inläst"
    if choices.org and (other := of_others(warehouse, [choices.measure], choices.org)):
        return f"{choices.measure} hör till {other[choices.measure]}, inte till {choices.org}"
    of_any_year = argparse.Namespace(**vars(choices) | {"first": FIRST, "last": LAST})
    if years := sorted({row.of_year for row in _figures(warehouse, of_any_year)}):
        return f"det som efterfrågas finns bara för {listed([str(year) for year in years])}"
    return (_why_no_months if of_months else _why_not_printed)(warehouse, choices)


def _why_no_months(warehouse: Warehouse, choices: argparse.Namespace) -> str:
    computed = MEASURES[choices.measure].computed
    assert computed is not None, "months of other measures are refused"
    groups = [group for group, _ in _asked(warehouse, choices)]
    reasons = [
        row.note for group in groups for row in by_month(warehouse, choices.measure, group) if row.missing == "hidden"
    ]
    if reasons:
        return f"gruppen visas inte, {'; '.join(dict.fromkeys(reasons))}"
    export = export_names(warehouse)[computed.export]
    if of_people(warehouse, computed.export) and not all(placed(warehouse, group) for group in groups):
        return f"inga rader i exporten {export} hör till ett känt affärsområde"
    if not computed.by_month:
        return "måttet visas för tolv månader i följd, och så många är inte inlästa"
    return f"exporten {export} har inga rader för det som efterfrågas"


def _why_not_printed(warehouse: Warehouse, choices: argparse.Namespace) -> str:
    orgs = list(dict.fromkeys(row.org for row in _printed_at_all(warehouse, choices.measure)))
    chosen = choices.org or warehouse.whole
    if chosen not in orgs:
        return f"rapporterna redovisar {choices.measure} bara för {listed(orgs)}"
    told = f"{choices.as_of} redovisar" if choices.as_of else "rapporterna redovisar"
    return f"{told} inte det som efterfrågas"


def _measure(warehouse: Warehouse, choices: argparse.Namespace) -> pd.DataFrame:
    by = choices.by
    per_publication = "publication" in by
    answer = _figures(warehouse, choices)
    rows = pd.DataFrame([asdict(row) for row in answer], columns=[field.name for field in fields(Figure)])
    rows["year"] = rows["year"].astype("Int64")
    rows["month"] = rows["period_text"] if "month" in by else None
    always = [
        "period_start",
        "period_end",
        "period_text",
        "value",
        "unit",
        "comparator",
        "printed",
        "missing",
    ]
    place = ["publication", "file", "sheet", "cell"]
    subject = ["subject"] if (rows["subject"] != "").any() else []
    cut = [] if per_publication else ["cut", "sample"] if "month" in by else ["cut"]
    group = [column for column in ("who", "note") if "month" in by and (rows[column] != "").any()]
    columns = [*by, *subject, *group, *always, *cut, *(p for p in place if p not in by)]
    return rows[columns]


def _figures(warehouse: Warehouse, choices: argparse.Namespace) -> list[Figure]:
    if "month" in choices.by:
        return _months(warehouse, choices)
    of = printed if "publication" in choices.by else figures
    return of(warehouse, choices.measure, _filter(warehouse, choices))


def _filter(warehouse: Warehouse, choices: argparse.Namespace) -> Filter:
    """The choices as a filter of printed figures."""
    return Filter(
        orgs=(choices.org,) if choices.org else (() if "org" in choices.by else (warehouse.whole,)),
        genders=GENDERS if "gender" in choices.by else ("total",),
        scenarios=SCENARIOS if "scenario" in choices.by else ("outcome",),
        first_year=choices.first,
        last_year=choices.last,
        as_of=choices.as_of or "",
    )


def _months(warehouse: Warehouse, choices: argparse.Namespace) -> list[Figure]:
    """What the monthly exports say of a measure, as the pages show it: of released groups only."""
    asked = _asked(warehouse, choices)
    found = [row for group, scenario in asked for row in shown(warehouse, choices.measure, group, scenario)]
    return [row for row in found if choices.first <= row.of_year <= choices.last]


def _asked(warehouse: Warehouse, choices: argparse.Namespace) -> list[tuple[Group, str]]:
    """The groups of employees, or of everyone, that are asked for, each with a scenario."""
    singled = {"unit": choices.unit or TOTAL, "age": choices.age or TOTAL, "manager": choices.manager or TOTAL}
    chosen = _filter(warehouse, choices)
    return [
        (Group(org, gender=gender, **singled), scenario)
        for org in chosen.orgs or known_orgs(warehouse)
        for gender in chosen.genders
        for scenario in chosen.scenarios
    ]


def _print(answer: pd.DataFrame, choices: argparse.Namespace, why_nothing: str) -> None:
    for column in ("period_start", "period_end", "as_of"):
        if column in answer:
            answer[column] = pd.to_datetime(answer[column]).dt.strftime("%Y-%m-%d")
    nothing = f"Inga siffror: {why_nothing}." if why_nothing else "Inga siffror."
    if why_nothing and (choices.csv or choices.json):
        print(nothing, file=sys.stderr)
    if choices.csv:
        print(spreadsheet.csv(answer), end="")
    elif choices.json:
        print(json.dumps(json.loads(answer.to_json(orient="records")), ensure_ascii=False, indent=2))
    else:
        with pd.option_context("display.width", None, "display.max_columns", None, "display.max_colwidth", 60):
            print(answer.to_string(index=False, na_rep="–") if len(answer) else nothing)
