"""Ladda data: drop exports, see what they would change, load them, take it back; history and templates."""

import streamlit as st

from dashboard.screens import filters
from dashboard.screens.intake import drop_zone as intake
from dashboard.screens.intake import history as intake_history
from dashboard.screens.intake import uploads as intake_uploads
from dashboard.screens.intake.refusals import refusals

st.title("Ladda data", anchor=False)
filters.hide()
intake_uploads.sweep()
intake.drop_zone()
with refusals():
    intake.undo_last()
    intake.amend_others()
    intake_history.refused_files()
    intake.edited_tables()
    intake.unknown_places()
    intake_history.history()
intake_history.templates()
