// One entry of the history for each thing that the user does. Streamlit writes choices over the entry that there is, and
// adds one more for whatever the server puts right in the address; going back it follows the address of itself.

const { pushState, replaceState } = history;
// What the address becomes while a page opens, or is gone back to, is no act of the user.
let entered = true;

function write(state, unused, url) {
  const moves = url !== undefined && new URL(url, location.href).href !== location.href;
  (moves && !entered ? pushState : replaceState).call(history, state, unused, url);
  entered ||= moves;
}

history.pushState = write;
history.replaceState = write;
for (const act of ['pointerdown', 'keydown']) addEventListener(act, () => (entered = false), true);
addEventListener('popstate', () => (entered = true), true);
