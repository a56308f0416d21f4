// What Streamlit's own parts are for those who do not see them, where it says nothing of that or something else.

const ROLES = {
  // A presentation has no name, and this has: what may be dropped there.
  '[data-testid=stFileUploaderDropzone][role=presentation]': { role: 'group' },
  '[data-testid=stMainMenuPopover]:not([role=region])': { role: 'region', 'aria-label': 'Meny' },
};

new MutationObserver(() => {
  for (const [where, attributes] of Object.entries(ROLES)) {
    const found = document.querySelector(where);
    if (found) for (const [name, value] of Object.entries(attributes)) found.setAttribute(name, value);
  }
}).observe(document.body, { subtree: true, childList: true });
