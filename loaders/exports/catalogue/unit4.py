"""Agresso/Unit4: the ledger and investments."""

from loaders.exports.catalogue.columns import AREA, MONTH
from loaders.exports.export import Column, Export

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
    example=(
        *("2021-03", "41100", "Hemtjänst Norr 1", "0510", "Hemtjänst", "50110", "Månadslöner"),
        *(1250400.5, 1230000),
    ),
    sign="Kostnader är positiva, intäkter (kontoklass 3) negativa.",
    everywhere=True,
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
    example=("2021-03", "Äldreomsorg", "Möbler till vårdboende", 125000, 900000),
    sign="Utgifter är positiva, inkomster negativa.",
)
