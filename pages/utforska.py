"""Utforska: any measures by any dimensions, as a table or drawn, down to the rows they are made of."""

from dashboard.screens import explorer

explorer.show()
