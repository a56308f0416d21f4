"""python -m dashboard.figures: any figure on the command line."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path

import pandas as pd

from dashboard.groups import TOTAL, Group
from dashboard.measures import MEASURES
from dashboard.monthly import agreement, shown
from dashboard.query import GENDERS, SCENARIOS, Figure, Filter, figures, known_orgs, printed, publications
from dashboard.theme import AGES, MANAGERS
from dashboard.warehouse import NoWarehouseError, Warehouse, newest

DIMENSIONS = ("year", "month", "gender", "org", "scenario", "publication")

PUBLISHED = """
select p.publication, p."table", p.label, p.measure, p.org, p.gender, p.period_start, p.period_end, p.period_text,
       p.scenario, p.as_of, p.value::double as value, p.unit, p.comparator, p.printed, p.missing, p.footnote,
       p.file, p.sheet, p.cell
from published as p
join publication using (publication)
order by publication.position, p.file, p.rowid
"""
CHECKS = """
select identity, publication, measure, subject, org, gender, scenario, period, "left"::double as left_value,
       left_printed, left_cells, "right"::double as right_value, right_printed, right_cells, answer
from identity_check
order by case answer when 'fails' then 0 when 'rounding' then 1 else 2 end, identity, publication, period, right_cells
"""
RESTATEMENTS = """
select measure, subject, org, gender, scenario, period, earlier, earlier_value::double as earlier_value,
       earlier_printed, earlier_cell, later, later_value::double as later_value, later_printed, later_cell, answer
from restatement
order by case answer when 'restatement' then 0 when 'rounding' then 1 else 2 end, measure, period, org, gender
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code: 0 answered, 1 no warehouse, 2 wrong usage."""
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    parser = _parser()
    choices = parser.parse_args(arguments)
    try:
        warehouse = newest(choices.warehouse)
    except NoWarehouseError as error:
        print(f"{error}. Kör python -m loaders först.", file=sys.stderr)
        return 1
    try:
        _print(_answer(warehouse, choices, parser), choices)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader of a pipe has seen enough (head); what is left goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m dashboard.figures", description="Visar siffror ur datalagret.")
    parser.add_argument("measure", nargs="?", metavar="MEASURE", help="ett mått; --list visar alla")
    parser.add_argument("--warehouse", type=Path, metavar="DIR", help="datalagrets mapp")
    parser.add_argument("--list", action="store_true", help="alla mått med etikett, enhet och definition")
    parser.add_argument("--published", action="store_true", help="alla celler i rapporternas tabeller")
    parser.add_argument("--checks", action="store_true", help="alla identiteter och om de håller")
    parser.add_argument("--agreement", action="store_true", help="exporternas år mot de publicerade")
    parser.add_argument("--restatements", action="store_true", help="alla uppgifter som två rapporter redovisar")
    parser.add_argument("--by", default="year", metavar="DIM,…", help=f"dimensioner: {', '.join(DIMENSIONS)}")
    parser.add_argument("--org", metavar="NAME", help="organisation")
    parser.add_argument("--unit", metavar="NAME", help="enhet, för månader (med --org)")
    parser.add_argument("--age", choices=AGES, help="åldersgrupp, för månader")
    parser.add_argument("--manager", choices=MANAGERS, help="chefer eller inte, för månader")
    parser.add_argument("--from", dest="first", type=int, default=0, metavar="YEAR", help="första år")
    parser.add_argument("--to", dest="last", type=int, default=9999, metavar="YEAR", help="sista år")
    parser.add_argument("--as-of", default="", metavar="PUBLICATION", help="som publicerat i …")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--csv", action="store_true", help="svara med CSV")
    form.add_argument("--json", action="store_true", help="svara med JSON")
    return parser


def _answer(warehouse: Warehouse, choices: argparse.Namespace, parser: argparse.ArgumentParser) -> pd.DataFrame:
    if choices.list:
        rows = [(m.id, m.label, m.unit, m.better, m.definition, m.source) for m in MEASURES.values()]
        return pd.DataFrame(rows, columns=["measure", "label", "unit", "better", "definition", "source"])
    if choices.agreement:
        return _agreement(warehouse)
    for wanted, sql in (
        (choices.published, PUBLISHED),
        (choices.checks, CHECKS),
        (choices.restatements, RESTATEMENTS),
    ):
        if wanted:
            return warehouse.frame(sql)
    if choices.measure is None:
        parser.error("ange ett mått, eller --list, --published, --checks, --restatements, --agreement")
    _check(warehouse, choices, parser)
    return _measure(warehouse, choices)


def _agreement(warehouse: Warehouse) -> pd.DataFrame:
    """One line for every year that print and exports both cover."""
    found = [each for measure in MEASURES for each in agreement(warehouse, measure)]
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


def _check(warehouse: Warehouse, choices: argparse.Namespace, parser: argparse.ArgumentParser) -> None:
    """Stop with a usage error, naming what there is, for anything unknown."""
    known = {
        "måttet": (choices.measure, list(MEASURES)),
        "organisationen": (choices.org, known_orgs(warehouse)),
        "publikationen": (choices.as_of, [p.name for p in publications(warehouse)]),
    }
    for what, (said, options) in known.items():
        if said and said not in options:
            parser.error(f"{what} {said} finns inte; välj bland {', '.join(options)}")
    for dimension in choices.by.split(","):
        if dimension not in DIMENSIONS:
            parser.error(f"dimensionen {dimension} finns inte; välj bland {', '.join(DIMENSIONS)}")


def _measure(warehouse: Warehouse, choices: argparse.Namespace) -> pd.DataFrame:
    by = list(dict.fromkeys(choices.by.split(",")))
    orgs = (choices.org,) if choices.org else (() if "org" in by else (warehouse.whole,))
    chosen = Filter(
        orgs=orgs,
        genders=GENDERS if "gender" in by else ("total",),
        scenarios=SCENARIOS if "scenario" in by else ("outcome",),
        first_year=choices.first,
        last_year=choices.last,
        as_of=choices.as_of,
    )
    per_publication = "publication" in by
    if "month" in by:
        answer = _months(warehouse, choices, chosen)
    else:
        answer = (printed if per_publication else figures)(warehouse, choices.measure, chosen)
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


def _months(warehouse: Warehouse, choices: argparse.Namespace, chosen: Filter) -> list[Figure]:
    """What the monthly exports say of a measure, as the pages show it: of released groups only."""
    singled = {"unit": choices.unit or TOTAL, "age": choices.age or TOTAL, "manager": choices.manager or TOTAL}
    found = [
        row
        for org in chosen.orgs or known_orgs(warehouse)
        for gender in chosen.genders
        for scenario in chosen.scenarios
        for row in shown(warehouse, choices.measure, Group(org, gender=gender, **singled), scenario)
    ]
    return [row for row in found if chosen.first_year <= row.of_year <= chosen.last_year]


def _print(answer: pd.DataFrame, choices: argparse.Namespace) -> None:
    for column in ("period_start", "period_end", "as_of"):
        if column in answer:
            answer[column] = pd.to_datetime(answer[column]).dt.strftime("%Y-%m-%d")
    if choices.csv:
        answer.to_csv(sys.stdout, index=False, lineterminator="\n")
    elif choices.json:
        print(json.dumps(json.loads(answer.to_json(orient="records")), ensure_ascii=False, indent=2))
    else:
        with pd.option_context("display.width", None, "display.max_columns", None, "display.max_colwidth", 60):
            print(answer.to_string(index=False, na_rep="–") if len(answer) else "Inga siffror.")


if __name__ == "__main__":
    sys.exit(main())
