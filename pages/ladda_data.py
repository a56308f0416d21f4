"""Ladda data: drop exports, see what they would change, load them, take it back; history and templates."""

import streamlit as st

from dashboard import filters
from pages import intake, intake_history

st.title("Ladda data", anchor=False)
filters.hide()
intake.drop_zone()
intake.undo_last()
intake.amend_others()
intake_history.refused_files()
intake.edited_tables()
intake.unknown_places()
intake_history.history()
intake_history.templates()
