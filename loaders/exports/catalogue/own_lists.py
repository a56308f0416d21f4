"""What no system gives: forecasts of the finance department, and key figures that people list."""

from datetime import date

from loaders.exports.export import Column, Export

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
    example=("Äldreomsorg", 2021, date(2021, 3, 31), -2500000),
    sign="Överskott är positivt, underskott negativt.",
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
    example=("2021", "Leanlink", "Sjukfrånvaro", 8.1, "%"),
)
