"""Sick leave: the rate, its lengths, and what the law asks for."""

from dataclasses import replace

from dashboard.figures.measures.measure import LAW, OUR_READING, Computed, Measure, Side

_SICK_LEAVE = (
    "Sjukfrånvarotimmar i procent av sammanlagd ordinarie arbetstid. För kvinnor och män: i procent av gruppens egen"
    " ordinarie arbetstid."
)

_SICK_LEAVE_RATE = Computed(
    "sick_leave",
    Side("sum(sick_hours)"),
    Side("sum(ordinary_hours)"),
    reading="Periodens sjukfrånvarotimmar i procent av periodens ordinarie arbetstid, alla månader sammanlagda.",
)


def _hours(column: str, label: str) -> Measure:
    """Hours of the sick leave export, summed."""
    definition = f"{label} i timmar, som personalsystemet redovisar dem."
    return Measure(
        column, label, "timmar", "neither", definition, LAW, computed=Computed("sick_leave", Side(f"sum({column})"))
    )


def _share_of_days(days: str, label: str, name: str) -> Measure:
    """Hours of some days of the spells, of all hours of sick leave."""
    computed = Computed("sick_leave", Side(f"sum(sick_hours_{days})"), Side("sum(sick_hours)"))
    definition = (
        f"Sjukfrånvarotimmar {label} i sjukfallen, i procent av alla sjukfrånvarotimmar. Varje sjukfall delas: också"
        " ett långt falls första fjorton dagar räknas som dag 1–14."
    )
    return Measure(
        f"sick_share_{days}",
        f"Andel sjukfrånvaro {label}",
        "%",
        "neither",
        definition,
        OUR_READING,
        definite=f"Sjukfrånvaron {label}",
        short=name,
        computed=computed,
        decimals=1,
    )


def _per_full_time(days: str, label: str) -> Measure:
    """Hours of sick leave of one length per full-time equivalent: a year's hours by its mean of months."""
    computed = Computed(
        "sick_leave",
        Side(f"sum(sick_hours_{days})"),
        Side("sum(full_time_equivalents)", "average", export="staff"),
        percent=False,
    )
    definition = (
        f"Sjukfrånvarotimmar {label} delat med antalet årsarbetare: periodens timmar genom medeltalet årsarbetare."
        " Bara månader som båda exporterna har räknas."
    )
    return Measure(
        f"sick_per_full_time_{days}",
        f"Sjukfrånvaro {label} per årsarbetare",
        "timmar",
        "lower",
        definition,
        OUR_READING,
        definite=f"Sjukfrånvaron {label}",
        short=label.capitalize(),
        computed=computed,
    )


SICK_LEAVE = (
    Measure(
        "sick_leave",
        "Total sjukfrånvaro",
        "%",
        "lower",
        _SICK_LEAVE,
        LAW,
        definite="Sjukfrånvaron",
        decimals=1,
        computed=_SICK_LEAVE_RATE,
    ),
    Measure(
        "manager_sick_leave",
        "Chefers sjukfrånvaro",
        "%",
        "lower",
        f"{_SICK_LEAVE} Endast chefer.",
        LAW,
        definite="Chefernas sjukfrånvaro",
        decimals=1,
        computed=replace(_SICK_LEAVE_RATE, who=(("manager", "yes"),)),
    ),
    Measure(
        "long_spell_share",
        "Andel långtidssjukfrånvaro",
        "%",
        "lower",
        "Sjukfrånvarotimmar i sjukfall som når 60 dagar eller mer i procent av alla sjukfrånvarotimmar.",
        LAW,
        definite="Andelen långtidssjukfrånvaro",
        decimals=1,
        computed=Computed("sick_leave", Side("sum(long_spell_hours)"), Side("sum(sick_hours)")),
    ),
    _share_of_days("1_14", "dag 1–14", "Dag 1–14"),
    _share_of_days("15_59", "dag 15–59", "Dag 15–59"),
    _share_of_days("60", "dag 60–", "Dag 60 och framåt"),
    _per_full_time("1_14", "dag 1–14"),
    _per_full_time("15_59", "dag 15–59"),
    _per_full_time("60", "dag 60–"),
    _hours("ordinary_hours", "Ordinarie arbetstid"),
    _hours("sick_hours_1_14", "Sjukfrånvarotimmar dag 1–14"),
    _hours("sick_hours_15_59", "Sjukfrånvarotimmar dag 15–59"),
    _hours("sick_hours_60", "Sjukfrånvarotimmar dag 60–"),
    Measure(
        "healthy_share",
        "Frisktal",
        "%",
        "higher",
        "Andel månadsanställda med mindre än 5 sjukdagar under ett kalenderår. Ett delårsvärde kan inte jämföras med"
        " ett helår.",
        "Leanlinks verksamhetsplan 2020",
        definite="Frisktalet",
    ),
)
