// Streamlit's own words in Swedish, wherever they come up. What cards, texts and lists of options say is ours already.

const WORDS = {
  'Skip to main content': 'Till innehållet',
  'App pages': 'Sidor',
  Sidebar: 'Sidor',
  'Expand sidebar': 'Visa sidorna',
  'Collapse sidebar': 'Dölj sidorna',
  'Main menu': 'Meny',
  Theme: 'Utseende',
  System: 'Som datorn',
  Light: 'Ljust',
  Dark: 'Mörkt',
  Print: 'Skriv ut',
  'Record screen': 'Kopiera länk',
  Open: 'Visa alternativen',
  'Selectbox options': 'Alternativ',
  'No results': 'Inga träffar',
  'Clear value': 'Rensa',
  'Clear all': 'Rensa',
  'Selected values': 'Valt',
  'Multiselect options': 'Alternativ',
  'Select all': 'Välj alla',
  Dismiss: 'Stäng',
  Close: 'Stäng',
  Notifications: 'Meddelanden',
  Stop: 'Avbryt',
  'Stopping...': 'Avbryter …',
  'Running...': 'Räknar …',
  Connecting: 'Ansluter',
  'Connecting to Streamlit server': 'Ansluter till servern',
  Error: 'Ingen kontakt',
  'Error:': 'Fel: ',
  'Unable to connect to Streamlit server': 'Servern svarar inte',
  'Connection error': 'Servern svarar inte',
  'Streamlit server is not responding. Are you connected to the internet?':
    'Sidan visas igen så snart servern svarar. Är datorn ansluten till nätet?',
  'Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your terminal:':
    'Sidan visas igen så snart servern svarar. Har den stoppats startas den med:',
  'streamlit run yourscript.py': 'make run',
  'Connection lost. Please wait for the app to reconnect, then try again.':
    'Kontakten bröts. Vänta tills sidan är ansluten igen, och försök sedan på nytt.',
  'Download failed': 'Filen kunde inte hämtas',
  'Try again': 'Försök igen',
  Upload: 'Välj filer',
  'file upload': 'Filer',
  'Add files': 'Lägg till filer',
  'add icon': 'Lägg till filer',
  'Drag and drop files here': 'Släpp filer här',
  'Scrollable table': 'Tabell som kan rullas',
};
const PATTERNS = [
  [/^(\d+) more$/, '$1 till'],
  [/^(\d+)MB per file.*$/, 'Högst $1 MB per fil'],
  [
    /^(.*, )?(\d+)(?:\.(\d+))?([KMG]?B)$/,
    (_, before = '', whole, part = '0', unit) => `${before}${whole},${part} ${unit}`,
  ],
  [/^Remove (.+)$/, 'Ta bort $1'],
  [/^Add: (.+)$/, 'Lägg till $1'],
  [/^Select (\d+) matches$/, 'Välj $1 träffar'],
  [
    /^You can only select up to (\d+) options?\. Remove an option first\.$/,
    'Högst $1 kan väljas. Ta bort ett val först.',
  ],
  [/^Help for (.+)$/, 'Hjälp om $1'],
  [/^(\S+ )?files are not allowed\.$/, 'filer av det slaget kan inte läsas.'],
  [/^File must be (\S+)MB or smaller\.$/, 'filen är större än $1 MB.'],
  [
    /^This app has encountered an error\..*$/s,
    'Något gick fel. Ladda om sidan; hjälper det inte, säg till den som sköter den.',
  ],
  [/^Made with Streamlit .*$/, ''],
];
const ATTRIBUTES = ['aria-label', 'title', 'placeholder'];
// What Streamlit itself says in a list of options.
const AMONG_OPTIONS = /^(No results|Select all|Select \d+ matches)$/;
const OURS = '.deck, [data-testid=stMarkdown], [data-testid=stTable], [translate=no]';

function swedish(text) {
  const said = text.trim();
  if (Object.hasOwn(WORDS, said)) return WORDS[said];
  const found = PATTERNS.find(([pattern]) => pattern.test(said));
  return found ? said.replace(...found) : text;
}

function translate(node) {
  if (node.nodeType === Node.TEXT_NODE) {
    const told = swedish(node.data);
    const ours = node.parentElement?.closest(AMONG_OPTIONS.test(node.data) ? OURS : `${OURS}, [role=option]`);
    if (told !== node.data && !ours) node.data = told;
  } else if (node.nodeType === Node.ELEMENT_NODE && !node.closest(OURS)) {
    for (const name of ATTRIBUTES) {
      const text = node.getAttribute(name);
      if (text !== null && swedish(text) !== text) node.setAttribute(name, swedish(text));
    }
    node.childNodes.forEach(translate);
  }
}

document.documentElement.lang = 'sv';
translate(document.body);
new MutationObserver((changes) =>
  changes.forEach(({ target, addedNodes }) => (addedNodes.length ? addedNodes.forEach(translate) : translate(target))),
).observe(document.body, {
  subtree: true,
  childList: true,
  characterData: true,
  attributes: true,
  attributeFilter: ATTRIBUTES,
});

// Nobody here needs a film of the screen: in its place in the menu the link is copied.
addEventListener(
  'click',
  (event) => {
    const item = event.target.closest?.('[data-testid=stMainMenuItem-recordScreencast]');
    if (!item) return;
    event.stopImmediatePropagation();
    navigator.clipboard
      .writeText(location.href)
      .then(() => (item.querySelector('[data-testid=stMainMenuItemLabel]').textContent = 'Länken är kopierad'));
  },
  true,
);
