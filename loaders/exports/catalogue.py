"""Every export we know. A new one is one declaration here; a renamed heading is one more string.

Rows carry hours, heads and amounts, never only percentages: shares are computed from sums.
"""

from loaders.exports.export import AtMost, Column, Export, SumsTo

MONTH = Column("month", ("Månad", "Period", "År-månad", "Redovisningsmånad", "Avser månad"), "month", elsewhere=True)
ADMINISTRATION = Column("administration", ("Förvaltning", "Förvaltn"), "text", required=False)
AREA = Column("area", ("Affärsområde", "Verksamhetsområde", "Affärsomr"), "text", elsewhere=True)
UNIT = Column("unit", ("Enhet", "Organisatorisk enhet", "Enhetsnamn", "Arbetsplats"), "text", divides=True)

GENDERS = {"kvinna": "women", "kvinnor": "women", "k": "women", "man": "men", "män": "men", "m": "men"}
GENDER = Column("gender", ("Kön", "Juridiskt kön"), "choice", choices=GENDERS, divides=True)
FORMS = {
    "tillsvidare": "permanent",
    "tillsvidareanställd": "permanent",
    "tillsvidareanställning": "permanent",
    "tv": "permanent",
    "visstid": "temporary",
    "visstidsanställd": "temporary",
    "visstidsanställning": "temporary",
    "vikariat": "temporary",
    "vik": "temporary",
}
FORM = Column(
    "form", ("Anställningsform", "Anst.form", "Anställningsform (grupp)"), "choice", choices=FORMS, divides=True
)
YES_NO = {"ja": "yes", "j": "yes", "1": "yes", "true": "yes", "nej": "no", "n": "no", "0": "no", "false": "no"}
MANAGER = Column("manager", ("Chef", "Chef ja/nej", "Är chef"), "choice", choices=YES_NO, divides=True)
YOUNG = {"-29": "-29", "≤29": "-29", "<=29": "-29", "29 år eller yngre": "-29", "0-29": "-29", "t.o.m. 29": "-29"}
YOUNG |= {"-29 år": "-29", "29 och yngre": "-29"}
MIDDLE = {"30-49": "30-49", "30-49 år": "30-49"}
OLD = {"50-": "50-", "≥50": "50-", ">=50": "50-", "50 år eller äldre": "50-", "50+": "50-", "50- år": "50-"}
OLD |= {"50 och äldre": "50-"}
FIFTIES = {"50-59": "50-59", "50-59 år": "50-59", "60-64": "60-64", "60-64 år": "60-64"}
OLDEST = {"65-": "65-", "≥65": "65-", ">=65": "65-", "65 år eller äldre": "65-", "65+": "65-", "65- år": "65-"}
AGE_HEADINGS = ("Åldersgrupp", "Ålder", "Åldersintervall")

SICK_LEAVE = Export(
    id="sick_leave",
    name="Sjukfrånvaro",
    system="Heroma",
    columns=(
        MONTH,
        ADMINISTRATION,
        AREA,
        UNIT,
        GENDER,
        Column("age", AGE_HEADINGS, "choice", choices=YOUNG | MIDDLE | OLD, divides=True),
        FORM,
        MANAGER,
        Column("employees", ("Antal anställda", "Antal anst", "Anställda"), "count"),
        Column("ordinary_hours", ("Ordinarie arbetstid", "Ordinarie timmar", "Ord. arbetstid (tim)"), "hours"),
        Column("sick_hours", ("Sjukfrånvaro timmar", "Sjuktimmar", "Sjukfrånvarotimmar"), "hours"),
        Column("sick_hours_1_14", ("Varav dag 1-14", "Sjuktimmar dag 1-14", "Dag 1-14"), "hours", seldom="spells"),
        Column("sick_hours_15_59", ("Varav dag 15-59", "Sjuktimmar dag 15-59", "Dag 15-59"), "hours", seldom="spells"),
        Column(
            "sick_hours_60",
            ("Varav dag 60-", "Sjuktimmar dag 60-", "Dag 60-", "Varav dag 60 eller mer"),
            "hours",
            seldom="spells",
        ),
        Column(
            "long_spell_hours",
            ("Timmar i sjukfall som når 60 dagar", "Sjuktimmar i fall 60 dagar eller mer", "Långtidssjukfrånvaro tim"),
            "hours",
            seldom="spells",
        ),
    ),
    key=("month", "area", "unit", "gender", "age", "form", "manager"),
    owner=("area",),
    place=("area",),
    headline=("ordinary_hours", "sick_hours"),
    rules=(
        AtMost("sick_hours", "ordinary_hours"),
        SumsTo(("sick_hours_1_14", "sick_hours_15_59", "sick_hours_60"), "sick_hours"),
        AtMost("sick_hours_60", "long_spell_hours"),
        AtMost("long_spell_hours", "sick_hours"),
    ),
    people="employees",
)

STAFF = Export(
    id="staff",
    name="Personal",
    system="Heroma",
    columns=(
        MONTH,
        UNIT,
        GENDER,
        Column("age", AGE_HEADINGS, "choice", choices=YOUNG | MIDDLE | FIFTIES | OLDEST, divides=True),
        FORM,
        MANAGER,
        Column("headcount", ("Antal anställda", "Anställda", "Antal anst"), "count"),
        Column("full_time_headcount", ("Varav heltid", "Heltidsanställda", "Antal heltid"), "count"),
        Column("full_time_equivalents", ("Årsarbetare", "Antal årsarbetare"), "amount"),
        Column("hired", ("Nyanställda", "Antal nyanställda", "Rekryterade"), "count", seldom="hired"),
        Column(
            "left_externally",
            ("Avgångar externt", "Slutat externt", "Externa avgångar"),
            "count",
            seldom="left_externally",
        ),
        Column(
            "left_internally",
            ("Avgångar internt", "Slutat internt", "Interna avgångar"),
            "count",
            seldom="left_internally",
        ),
        Column("retired", ("Pensionsavgångar", "Pensionerade", "Avgångar pension"), "count", seldom="retired"),
        Column("retired_age_sum", ("Summa ålder vid pension", "Pensionsålder summa"), "amount", seldom="retired"),
        Column("extra_hours", ("Mertid timmar", "Mertid", "Mertid (tim)"), "hours", seldom="extra_hours"),
        Column("overtime_hours", ("Övertid timmar", "Övertid", "Övertid (tim)"), "hours", seldom="overtime_hours"),
        Column("worked_hours", ("Arbetad tid", "Arbetade timmar", "Arbetad tid (tim)"), "hours"),
    ),
    key=("month", "unit", "gender", "age", "form", "manager"),
    owner=("unit",),
    place=("unit",),
    headline=("headcount", "left_externally"),
    rules=(AtMost("full_time_headcount", "headcount"),),
    people="headcount",
)

LEDGER = Export(
    id="ledger",
    name="Ekonomi",
    system="Agresso/Unit4",
    columns=(
        Column("month", ("Period", "Redovisningsperiod", "Månad", "Per"), "month", elsewhere=True),
        Column(
            "responsibility", ("Ansvar", "Ansvarskod", "Ansv"), "code", divides=True, named_by="responsibility_name"
        ),
        Column(
            "responsibility_name", ("Ansvar (T)", "Ansvar(T)", "Ansvarstext", "Ansvar text"), "text", required=False
        ),
        Column("activity", ("Verksamhet", "Vht", "Verksamhetskod"), "code", divides=True, named_by="activity_name"),
        Column(
            "activity_name", ("Verksamhet (T)", "Verksamhet(T)", "Verksamhetstext", "Vht (T)"), "text", required=False
        ),
        Column("account", ("Konto", "Kontokod"), "code", divides=True, named_by="account_name"),
        Column("account_name", ("Konto (T)", "Konto(T)", "Kontotext"), "text", required=False),
        Column(
            "outcome",
            ("Utfall", "Utfall period", "Belopp", "Per.utfall", "Per. utfall", "Periodutfall"),
            "money",
            negative=True,
            spare=True,
        ),
        Column(
            "budget",
            ("Budget", "Budget period", "Periodbudget", "Per.budget", "Per. budget"),
            "money",
            negative=True,
            spare=True,
        ),
    ),
    key=("month", "responsibility", "activity", "account"),
    owner=("responsibility",),
    place=("responsibility",),
    headline=("outcome", "budget"),
    revenue=("account", "3"),
)

FORECAST = Export(
    id="forecast",
    name="Prognos",
    system="Ekonomiavdelningen",
    columns=(
        Column("area", ("Affärsområde", "Verksamhetsområde", "Område"), "text"),
        Column("year", ("År", "Prognosår", "Avser år"), "year"),
        Column("made_on", ("Upprättad", "Prognosdatum", "Gjord den", "Datum"), "date"),
        Column(
            "amount",
            ("Prognos", "Belopp", "Helårsprognos", "Prognos resultat", "Prognos helår"),
            "money",
            negative=True,
        ),
    ),
    key=("area", "year", "made_on"),
    owner=("area",),
    place=("area",),
    headline=("amount",),
    month="made_on",
)

INVESTMENT = Export(
    id="investment",
    name="Investeringar",
    system="Agresso/Unit4",
    columns=(
        MONTH,
        AREA,
        Column("project", ("Projekt", "Investeringsprojekt", "Projektnamn"), "text", divides=True),
        Column("outcome", ("Utfall", "Utfall period", "Belopp"), "money", negative=True),
        Column("frame", ("Ram", "Årets ram", "Investeringsram", "Budget"), "money", adds_up=False),
    ),
    key=("month", "area", "project"),
    owner=("area",),
    place=("area",),
    headline=("outcome",),
)

HOME_CARE = Export(
    id="home_care",
    name="Hemtjänst",
    system="Treserva/TES",
    columns=(
        MONTH,
        Column("provider", ("Utförare", "Leverantör", "Utförarnamn"), "text", divides=True),
        Column("district", ("Område", "Hemtjänstområde", "Geografiskt område"), "text", divides=True),
        Column("granted_hours", ("Beviljade timmar", "Beviljad tid", "Beviljat"), "hours"),
        Column("performed_hours", ("Utförda timmar", "Utförd tid", "Utfört"), "hours"),
        Column(
            "double_staffed_hours",
            ("Varav dubbelbemanning", "Dubbelbemanning", "Dubbelbemannad tid"),
            "hours",
            spare=True,
        ),
        Column("users", ("Antal brukare", "Brukare", "Antal kunder"), "count", unique=True, spare=True),
    ),
    key=("month", "provider", "district"),
    owner=("provider",),
    place=("provider",),
    headline=("granted_hours", "performed_hours"),
    rules=(AtMost("double_staffed_hours", "performed_hours"),),
    has_others=True,
)

HOUSING = Export(
    id="housing",
    name="Boende",
    system="Treserva",
    columns=(
        MONTH,
        Column("home", ("Boende", "Vårdboende", "Enhet", "Boendets namn"), "text", divides=True),
        Column("place_days", ("Platsdygn", "Tillgängliga dygn", "Platser x dygn"), "amount"),
        Column("occupied_days", ("Belagda dygn", "Vårddygn", "Belagda platsdygn"), "amount"),
    ),
    key=("month", "home"),
    owner=("home",),
    place=("home",),
    headline=("occupied_days",),
    rules=(AtMost("occupied_days", "place_days"),),
)

LAWS = {"sfb": "sfb", "socialförsäkringsbalken": "sfb", "lass": "sfb", "lss": "lss"}

ASSISTANCE = Export(
    id="assistance",
    name="Assistans",
    system="Treserva",
    columns=(
        MONTH,
        Column(
            "law",
            ("Lagrum", "Lag", "SFB/LSS", "Beslut enligt"),
            "choice",
            choices=LAWS,
            across=tuple(LAWS),
            divides=True,
            called={"sfb": "SFB", "lss": "LSS"},
        ),
        Column("hours", ("Timmar", "Assistanstimmar", "Antal timmar", "Utförda assistanstimmar"), "hours"),
    ),
    key=("month", "law"),
    owner=("law",),
    place=(),
    headline=("hours",),
)

SERVED = ("frukost", "lunch", "middag", "kvällsmat", "mellanmål", "kvällsmål", "förmiddagsmål", "eftermiddagsmål")

MEALS = Export(
    id="meals",
    name="Måltider",
    system="Matilda",
    columns=(
        MONTH,
        Column("kitchen", ("Kök", "Tillagningskök", "Kökets namn"), "text", divides=True),
        Column("customer", ("Kund", "Beställare", "Mottagare"), "text", divides=True),
        Column("meal", ("Måltidstyp", "Måltid", "Typ av måltid"), "text", across=SERVED, divides=True),
        Column("ordered", ("Beställda", "Beställda portioner", "Antal beställda"), "count", spare=True),
        Column("served", ("Serverade", "Serverade portioner", "Levererade", "Antal serverade"), "count", spare=True),
    ),
    key=("month", "kitchen", "customer", "meal"),
    owner=("kitchen",),
    place=("kitchen",),
    headline=("ordered", "served"),
)

KEY_FIGURES = Export(
    id="key_figures",
    name="Nyckeltal",
    system="Eget underlag",
    columns=(
        Column("month", ("Period", "Månad eller år", "Avser"), "period"),
        Column("organisation", ("Organisation", "Affärsområde", "Avser organisation"), "text"),
        Column("label", ("Nyckeltal", "Mått", "Benämning"), "text"),
        Column("value", ("Värde", "Utfall", "Antal"), "amount", negative=True, adds_up=False),
        Column("unit", ("Enhet", "Måttenhet", "Sort"), "text"),
    ),
    key=("month", "month_end", "organisation", "label"),
    owner=("organisation", "label"),
    place=("organisation",),
    headline=("value",),
)

EXPORTS = (
    SICK_LEAVE,
    STAFF,
    LEDGER,
    FORECAST,
    INVESTMENT,
    HOME_CARE,
    HOUSING,
    ASSISTANCE,
    MEALS,
    KEY_FIGURES,
)
BY_ID = {export.id: export for export in EXPORTS}
