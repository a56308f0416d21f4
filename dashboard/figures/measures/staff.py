"""Staff: how many, of which form, who comes and goes, hours beyond what was agreed."""

from dashboard.figures.measures.measure import OUR_OWN, OUR_READING, PERMANENT, REPORT, Computed, Measure, Side


def _permanent_staff(id_: str, columns: str, label: str, definite: str, definition: str) -> Measure:
    """How many permanent employees came or went."""
    computed = Computed("staff", Side(columns), who=PERMANENT)
    return Measure(id_, label, "personer", "neither", definition, OUR_OWN, definite=definite, computed=computed)


def _leaving(id_: str, column: str, label: str, definition: str) -> Measure:
    """Those who went in one way in twelve months, of the mean number of permanent employees."""
    computed = Computed(
        "staff", Side(f"sum({column})"), Side("sum(headcount)", "average"), who=PERMANENT, by_month=False
    )
    full = f"{definition} under tolv månader, i procent av medeltalet tillsvidareanställda under samma månader."
    return Measure(id_, label, "%", "neither", full, OUR_OWN, computed=computed, decimals=1)


def _as_full_time(id_: str, column: str, name: str) -> Measure:
    """Extra hours as the number of people who would work them."""
    computed = Computed(
        "staff",
        Side(f"sum({column})"),
        Side("sum(worked_hours) / nullif(sum(full_time_equivalents), 0)"),
        percent=False,
    )
    definition = (
        "Periodens timmar delat med den tid som en årsarbetare i samma grupp arbetar under perioden, det vill säga"
        " arbetad tid genom antalet årsarbetare, månad för månad."
    )
    return Measure(
        id_,
        f"{name} i årsarbetare",
        "årsarbetare",
        "neither",
        definition,
        OUR_OWN,
        definite=f"{name}en",
        computed=computed,
    )


STAFF = (
    Measure(
        "external_leavers",
        "Personalavgångar externt",
        "%",
        "lower",
        "Andel av personalen som lämnat kommunen, som Leanlink redovisar den från 2018. Inte samma mått som extern"
        " personalomsättning: de två rör sig åt olika håll och får inte läggas ihop.",
        OUR_READING,
        definite="De externa personalavgångarna",
        decimals=1,
        computed=Computed(
            "staff",
            Side("sum(left_externally)"),
            Side("sum(headcount)", "average"),
            who=PERMANENT,
            by_month=False,
            reading="Tillsvidareanställda som har slutat externt under tolv månader, i procent av medeltalet"
            " tillsvidareanställda under samma månader. Pension och interna avgångar räknas inte med.",
        ),
    ),
    _leaving(
        "internal_leavers",
        "left_internally",
        "Personalavgångar internt",
        "Tillsvidareanställda som har gått till annat arbete inom kommunen",
    ),
    _leaving(
        "retirement_leavers", "retired", "Pensionsavgångar i procent", "Tillsvidareanställda som har gått i pension"
    ),
    _permanent_staff(
        "left_externally",
        "sum(left_externally)",
        "Externa avgångar",
        "De externa avgångarna",
        "Tillsvidareanställda som har lämnat kommunen under perioden, pension oräknad.",
    ),
    _permanent_staff(
        "left_internally",
        "sum(left_internally)",
        "Interna avgångar",
        "De interna avgångarna",
        "Tillsvidareanställda som har gått till annat arbete inom kommunen under perioden.",
    ),
    _permanent_staff(
        "retired",
        "sum(retired)",
        "Pensionsavgångar",
        "Pensionsavgångarna",
        "Tillsvidareanställda som har gått i pension under perioden.",
    ),
    _permanent_staff(
        "leavers",
        "sum(left_externally) + sum(left_internally) + sum(retired)",
        "Avgångar",
        "Avgångarna",
        "Tillsvidareanställda som har slutat under perioden: externt, internt och med pension tillsammans.",
    ),
    _permanent_staff(
        "hires",
        "sum(hired)",
        "Nyanställda",
        "De nyanställda",
        "Nyanställda med tillsvidareanställning under perioden.",
    ),
    Measure(
        "external_turnover",
        "Extern personalomsättning",
        "%",
        "lower",
        "Personalomsättning ut ur kommunen, som Leanlink redovisade den 2017–2019. Inte samma mått som"
        " personalavgångar externt.",
        OUR_READING,
        definite="Den externa personalomsättningen",
    ),
    Measure(
        "total_turnover",
        "Total personalomsättning",
        "%",
        "lower",
        "Så betecknad i förvaltningsbudgeten 2020; 2018 års värde är detsamma som extern personalomsättning."
        " Värdet för januari–juli 2019 är inte ett årsvärde.",
        OUR_READING,
    ),
    Measure(
        "full_time_share",
        "Andel heltidsanställningar",
        "%",
        "higher",
        "Heltidsanställda i procent av alla anställda.",
        OUR_READING,
        definite="Andelen heltidsanställda",
        decimals=1,
        computed=Computed(
            "staff",
            Side("sum(full_time_headcount)", "last"),
            Side("sum(headcount)", "last"),
            who=PERMANENT,
            reading="Tillsvidareanställda med heltid i procent av alla tillsvidareanställda, periodens sista månad.",
        ),
    ),
    Measure(
        "headcount",
        "Anställda",
        "personer",
        "neither",
        "Antal anställda, tillsvidare och visstid, periodens sista månad.",
        OUR_OWN,
        definite="Antalet anställda",
        computed=Computed("staff", Side("sum(headcount)", "last")),
    ),
    Measure(
        "manager_span",
        "Medarbetare per chef",
        "medarbetare",
        "neither",
        "Anställda som inte är chefer delat med dem som är chefer, i samma organisation, periodens sista månad.",
        OUR_OWN,
        definite="Chefsspannet",
        decimals=1,
        computed=Computed(
            "staff",
            Side("sum(headcount)", "last"),
            Side("sum(headcount)", "last", who=(("manager", "yes"),)),
            who=(("manager", "no"),),
            percent=False,
        ),
    ),
    Measure(
        "employees",
        "Tillsvidareanställda",
        "personer",
        "neither",
        "Antal tillsvidareanställda.",
        REPORT,
        definite="Antalet tillsvidareanställda",
        computed=Computed(
            "staff",
            Side("sum(headcount)", "last"),
            who=PERMANENT,
            reading="Antal tillsvidareanställda i periodens sista månad.",
        ),
    ),
    Measure(
        "full_time_equivalents",
        "Årsarbetare",
        "årsarbetare",
        "neither",
        "Anställningar omräknade till heltid.",
        REPORT,
        definite="Antalet årsarbetare",
        computed=Computed(
            "staff",
            Side("sum(full_time_equivalents)", "last"),
            reading="Årsarbetare i periodens sista månad, tillsvidare och visstid.",
        ),
    ),
    Measure(
        "extra_hours_share",
        "Mertid",
        "%",
        "neither",
        "Deltidsanställdas timmar utöver den egna sysselsättningsgraden, upp till heltid, i procent av arbetad tid.",
        OUR_READING,
        definite="Mertiden",
        decimals=1,
        computed=Computed(
            "staff",
            Side("sum(extra_hours)"),
            Side("sum(worked_hours)"),
            reading="Periodens mertidstimmar i procent av arbetad tid, alla anställningsformer.",
        ),
    ),
    Measure(
        "overtime_share",
        "Övertid",
        "%",
        "lower",
        "Timmar utöver heltid i procent av arbetad tid.",
        OUR_READING,
        definite="Övertiden",
        decimals=1,
        computed=Computed(
            "staff",
            Side("sum(overtime_hours)"),
            Side("sum(worked_hours)"),
            reading="Periodens övertidstimmar i procent av arbetad tid, alla anställningsformer.",
        ),
    ),
    _as_full_time("extra_hours_as_full_time", "extra_hours", "Mertid"),
    _as_full_time("overtime_as_full_time", "overtime_hours", "Övertid"),
    Measure(
        "extra_and_overtime_share",
        "Mertid och övertid",
        "%",
        "lower",
        "Mertid och övertid tillsammans, som förvaltningsbudgeten 2020 redovisar dem.",
        OUR_READING,
        definite="Mertiden och övertiden",
        decimals=1,
        computed=Computed(
            "staff",
            Side("sum(extra_hours) + sum(overtime_hours)"),
            Side("sum(worked_hours)"),
            reading="Periodens mertids- och övertidstimmar i procent av arbetad tid, alla anställningsformer.",
        ),
    ),
    Measure(
        "pension_age",
        "Avgångsålder pension",
        "år",
        "higher",
        "Genomsnittlig ålder vid avgång med pension.",
        OUR_READING,
        definite="Pensionsåldern",
        decimals=1,
        computed=Computed(
            "staff",
            Side("sum(retired_age_sum)"),
            Side("sum(retired)"),
            percent=False,
            more_than=10,
            reading="Medelålder för dem som gick i pension under kalenderåret. Räknas bara för helheten och hela"
            " år då fler än tio gick: en månads eller en liten grupps medelålder kan peka ut personer.",
        ),
    ),
)
