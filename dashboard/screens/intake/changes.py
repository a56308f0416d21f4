"""What loading or taking back would change, as tables of the page Ladda data."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from dashboard.screens.frame import notice, table
from dashboard.share.markup import plain
from dashboard.theme import number, span
from loaders.exports.catalogue import BY_ID
from loaders.intake.amending import Amendment
from loaders.intake.trial import Trial
from loaders.reading.ledger import Change
from loaders.told import OF_PEOPLE, event, unowned_in_words
from loaders.warehouse.difference import Difference, Edited


def difference(trial: Trial) -> None:
    """What would change, one line for each export and organisation, and month by month on request."""
    st.markdown("**Skillnad mot det som är inläst**")
    if trial.replaces_sample:
        notice("Exempeldata visas inte längre när filerna är inlästa.")
    table(_changes(_grouped(trial.changes)), "Ingen skillnad: samma rader som redan är inlästa.")
    if trial.changes:
        with st.expander(f"Månad för månad ({len(trial.changes)})"):
            table(_changes([[change] for change in trial.changes]), "")
    besides(trial.difference)


def besides(difference: Difference) -> None:
    """What edited tables would change besides: whatever is loaded next, they take effect with it."""
    if not difference:
        return
    st.markdown("**Tabeller eller program har ändrats; då ändras också det som redan är inläst**")
    table(_changes([[change] for change in difference.changes]), "Inga månader i exporterna ändras.")
    if difference.edited:
        table(_edited(difference.edited), "")


def _grouped(changes: Sequence[Change]) -> list[list[Change]]:
    groups: dict[tuple[str, str], list[Change]] = {}
    for change in changes:
        groups.setdefault((change.export, change.organisation), []).append(change)
    return list(groups.values())


def _changes(groups: Sequence[Sequence[Change]]) -> pd.DataFrame:
    lines = []
    for group in groups:
        export = BY_ID[group[0].export]
        where = {
            "Export": export.name,
            "Organisation": group[0].organisation or "andra utförare",
            "Månader": span(group[0].month, group[-1].month) or "–",
        }
        if group[0].of_people:
            events = dict.fromkeys(event(change.rows_before, change.rows_after) for change in group)
            lines.append({**where, "Rader": ", ".join(events), "Summa": OF_PEOPLE})
            continue
        for name in export.headline:
            before = [change.totals_before.get(name) for change in group]
            after = [change.totals_after.get(name) for change in group]
            lines.append(
                {
                    **where,
                    "Rader": f"{_sum([c.rows_before for c in group])} → {_sum([c.rows_after for c in group])}",
                    "Summa": export.column(name).heading,
                    "Inläst nu": _sum(before),
                    "Efter": _sum(after),
                    "Skillnad": _step(before, after),
                }
            )
    return pd.DataFrame(lines).fillna("–")


def _sum(values: Sequence[float | None]) -> str:
    known = [value for value in values if value is not None]
    return number(sum(known)) if known else "–"


def _step(before: Sequence[float | None], after: Sequence[float | None]) -> str:
    if all(value is None for value in before) or all(value is None for value in after):
        return "–"
    return number(sum(v or 0 for v in after) - sum(v or 0 for v in before), plus=True)


def amendment(tried: Amendment) -> None:
    """What taking a load back, or letting it stand again, would change, and the months that nothing owns then."""
    for sentence in unowned_in_words(tried.unowned):
        st.warning(plain(sentence), icon=":material/warning:")
    table(_changes(_grouped(tried.changes)), "Ingen skillnad: en senare inläsning gäller för samma månader.")
    if tried.changes:
        table(_changes([[change] for change in tried.changes]), "")
    besides(tried.difference)


def _edited(edited: Sequence[Edited]) -> pd.DataFrame:
    return pd.DataFrame([{"Vad": e.what, "Nu": e.before or "–", "Efter": e.after or "–"} for e in edited])
