/** The docker info page: shows what it is told, asks by message, remembers how its table is sorted. */
import type { FromPage, InfoPage, InfoTarget, ToPage } from '../../protocol/dockerInfo.ts';
import { ago } from './ago.ts';
import { element } from './element.ts';
import { nodeTable, type Sorting } from './nodeTable.ts';

interface Remembered {
  readonly target: InfoTarget | undefined;
  readonly sorting: Sorting;
}

declare function acquireVsCodeApi(): {
  postMessage(message: FromPage): void;
  getState(): Remembered | undefined;
  setState(state: Remembered): void;
};

const vscode = acquireVsCodeApi();
let remembered: Remembered = vscode.getState() ?? {
  target: undefined,
  sorting: { column: 'name', isDescending: false },
};
let shown: InfoPage | undefined;

const remember = (change: Partial<Remembered>): void => {
  remembered = { ...remembered, ...change };
  vscode.setState(remembered);
};

window.addEventListener('message', ({ data }: MessageEvent<ToPage>) => {
  switch (data.type) {
    case 'show':
      shown = data.page;
      remember({ target: data.page.target });
      render();
      break;
    case 'gone':
      remember({ target: data.target });
      tellGone(data.what);
      break;
  }
});

/** One part of the page and what it was made from, so that what did not change keeps its selection, focus and scroll. */
const parts: readonly {
  readonly id: string;
  readonly of: (page: InfoPage) => unknown;
  readonly make: (page: InfoPage) => HTMLElement;
}[] = [
  {
    id: 'heading',
    of: ({ title, subtitle, headline, level, words }) => [title, subtitle, headline, level, words],
    make: heading,
  },
  { id: 'notices', of: ({ notices }) => notices, make: noticeList },
  { id: 'facts', of: ({ facts, isStale, words }) => [facts, isStale, words], make: factList },
  { id: 'nodes', of: ({ nodes, words }) => [nodes, words, remembered.sorting], make: nodeSection },
  { id: 'conditions', of: ({ conditions, words }) => [conditions, words], make: conditionList },
  { id: 'text', of: ({ text, words }) => [text, words], make: textSection },
];
const madeFrom = new Map<string, string>();

function render(): void {
  if (!shown) return;
  const main = document.getElementById('page');
  if (!main) return;
  main.setAttribute('lang', shown.words.language);
  // What stood there before the first picture came.
  if (madeFrom.size === 0) main.replaceChildren();
  for (const part of parts) {
    const source = JSON.stringify(part.of(shown));
    if (madeFrom.get(part.id) === source) continue;
    madeFrom.set(part.id, source);
    const focused = document.activeElement?.getAttribute('data-key');
    const made = part.make(shown);
    made.id = part.id;
    const old = document.getElementById(part.id);
    if (old) old.replaceWith(made);
    else main.append(made);
    if (focused && document.activeElement === document.body)
      main.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  }
  tellAge();
}

function tellGone(what: string): void {
  if (shown) {
    shown = {
      ...shown,
      level: 'unknown',
      headline: what,
      isStale: true,
      notices: [],
      conditions: [],
      nodes: shown.nodes && [],
    };
    render();
  } else {
    document.getElementById('page')?.replaceChildren(element('p', { class: 'headline unknown', role: 'status' }, what));
  }
}

function heading({ title, subtitle, headline, level, words }: InfoPage): HTMLElement {
  const refresh = element('button', { class: 'quiet', 'data-key': 'refresh' }, words.refresh);
  refresh.addEventListener('click', () => {
    vscode.postMessage({ type: 'refresh' });
  });
  return element(
    'header',
    {},
    element('div', { class: 'title' }, element('h1', {}, title), refresh),
    element('p', { class: 'subtitle' }, subtitle),
    element(
      'p',
      { class: `headline ${level}`, role: 'status' },
      element('span', { class: `dot ${level}`, 'aria-hidden': 'true' }),
      headline,
    ),
    element('p', { class: 'age', id: 'age' }),
  );
}

function tellAge(): void {
  const age = document.getElementById('age');
  if (!age || !shown) return;
  const { seenAt, isStale, words } = shown;
  age.textContent =
    seenAt === undefined
      ? words.waiting
      : (isStale ? words.stale : words.seen).replace('{0}', ago(seenAt, Date.now(), words.language));
  age.classList.toggle('stale', isStale);
  for (const time of document.querySelectorAll('time'))
    time.textContent = ago(Date.parse(time.dateTime), Date.now(), words.language);
}

function noticeList({ notices }: InfoPage): HTMLElement {
  return element(
    'section',
    { class: 'notices', role: 'alert' },
    ...notices.map(({ severity, what, remedy }) =>
      element(
        'div',
        { class: `notice ${severity}` },
        element('p', {}, what),
        ...(remedy ? [element('p', { class: 'remedy' }, remedy)] : []),
      ),
    ),
  );
}

function factList({ facts, isStale, words }: InfoPage): HTMLElement {
  return element(
    'section',
    { class: isStale ? 'stale' : '' },
    element('h2', {}, words.facts),
    element(
      'dl',
      { class: 'facts' },
      ...facts.map(({ label, value }) => element('div', {}, element('dt', {}, label), element('dd', {}, value || '–'))),
    ),
  );
}

function nodeSection({ nodes, words }: InfoPage): HTMLElement {
  if (!nodes) return element('section', { hidden: '' });
  return element(
    'section',
    {},
    element('h2', {}, words.nodes),
    nodes.length === 0
      ? element('p', { class: 'subtitle' }, words.noNodes)
      : nodeTable(nodes, remembered.sorting, words, {
          sort: (sorting) => {
            remember({ sorting });
            render();
          },
          open: (machine) => {
            vscode.postMessage({ type: 'open', machine });
          },
        }),
  );
}

function conditionList({ conditions, words }: InfoPage): HTMLElement {
  if (conditions.length === 0) return element('section', { hidden: '' });
  return element(
    'section',
    {},
    element('h2', {}, words.conditions),
    element(
      'ul',
      { class: 'conditions' },
      ...conditions.map(({ id, label, verdict, verdictText, evidence }) =>
        element(
          'li',
          { class: verdict, 'data-condition': id },
          element('span', { class: 'verdict' }, verdictText),
          element(
            'div',
            {},
            element('strong', {}, label),
            element('ul', { class: 'evidence' }, ...evidence.map((line) => element('li', {}, line))),
          ),
        ),
      ),
    ),
  );
}

function textSection({ text, words }: InfoPage): HTMLElement {
  if (text === '') return element('section', { hidden: '' });
  const copy = element('button', { 'data-key': 'copy' }, words.copy);
  copy.addEventListener('click', () => {
    vscode.postMessage({ type: 'copy', text });
    copy.textContent = words.copied;
    setTimeout(() => (copy.textContent = words.copy), 2000);
  });
  return element(
    'section',
    {},
    element('div', { class: 'title' }, element('h2', {}, words.text), copy),
    element('pre', { tabindex: '0', 'aria-label': words.text, 'data-key': 'text' }, text),
  );
}

setInterval(tellAge, 1000);
vscode.postMessage({ type: 'ready' });
