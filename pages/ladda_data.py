"""Ladda data: drop exports, see what they would change, load them, take it back; history and templates."""

import streamlit as st

from dashboard.screens import filters
from dashboard.screens.intake import amending, drop_zone, history, unknown_places, uploads
from dashboard.screens.intake.refusals import refusals

st.title("Ladda data", anchor=False)
filters.hide()
uploads.sweep()
drop_zone.drop_zone()
with refusals():
    amending.undo_last()
    amending.amend_others()
    history.refused_files()
    amending.edited_tables()
    unknown_places.unknown_places()
    history.history()
history.templates()
