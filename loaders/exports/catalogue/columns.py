"""Columns that exports of several systems have."""

from loaders.exports.export import Column

MONTH = Column("month", ("Månad", "Period", "År-månad", "Redovisningsmånad", "Avser månad"), "month", elsewhere=True)
ADMINISTRATION = Column("administration", ("Förvaltning", "Förvaltn"), "text", required=False)
AREA = Column("area", ("Affärsområde", "Verksamhetsområde", "Affärsomr"), "text", elsewhere=True)
UNIT = Column("unit", ("Enhet", "Organisatorisk enhet", "Enhetsnamn", "Arbetsplats"), "text", divides=True)
