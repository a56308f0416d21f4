"""Where Streamlit is spoken to: choices, news, and the page that loads.

Called by the entry point and pages; calls everything else.
"""
