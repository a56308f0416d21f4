"""Ladda data: drop exports, see what they would change, load them, take it back; history and templates."""

import streamlit as st

from dashboard import filters
from pages import intake, intake_history, intake_uploads
from pages.intake_refusals import refusals

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
