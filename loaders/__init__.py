"""Excel -> warehouse. Knows nothing of charts or Streamlit."""
