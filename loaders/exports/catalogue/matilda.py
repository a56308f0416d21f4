"""Matilda: meals."""

from loaders.exports.catalogue.columns import MONTH
from loaders.exports.export import Column, Export

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
    example=("2021-03", "Produktionskök Syd", "Vårdboende Eken", "Lunch", 1450, 1432),
)
