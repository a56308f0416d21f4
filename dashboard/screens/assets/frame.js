// What the browser does around the cards of a page, from the first page on.

import './history.js';
import './roles.js';
import './swedish.js';
