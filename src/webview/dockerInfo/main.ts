/** The docker info page: shows what it is told, asks by message, remembers how its tables are sorted. */
import type { FromPage, InfoPage, InfoTarget, Table, ToPage } from '../../protocol/dockerInfo.ts';
import { ago } from './ago.ts';
import { element } from './element.ts';
import { tableElement, type Sorting } from './table.ts';

interface Remembered {
  readonly target: InfoTarget | undefined;
  /** By table. Another version's page may have remembered something else here: its entries name no table of ours. */
  readonly sorting: Readonly<Record<string, Sorting>>;
}

declare function acquireVsCodeApi(): {
  postMessage(message: FromPage): void;
  getState(): Remembered | undefined;
  setState(state: Remembered): void;
};

const vscode = acquireVsCodeApi();
let remembered: Remembered = vscode.getState() ?? { target: undefined, sorting: {} };
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

/** One part of the page and what it is made from, so that what did not change keeps its selection, focus and scroll. */
interface Part {
  readonly id: string;
  readonly from: unknown;
  readonly make: (page: InfoPage) => HTMLElement;
}

function partsOf(page: InfoPage): readonly Part[] {
  const { title, subtitle, headline, level, notices, facts, tables, conditions, text, isStale, words } = page;
  return [
    { id: 'heading', from: [title, subtitle, headline, level, words], make: heading },
    { id: 'notices', from: notices, make: noticeList },
    { id: 'facts', from: [facts, isStale, words], make: factList },
    ...tables.map((table) => ({
      id: `table-${table.id}`,
      from: [table, isStale, words, remembered.sorting[table.id]],
      make: () => tableSection(table, page),
    })),
    { id: 'conditions', from: [conditions, words], make: conditionList },
    { id: 'text', from: [text, words], make: textSection },
  ];
}

const madeFrom = new Map<string, string>();

function render(): void {
  const page = shown;
  const main = document.getElementById('page');
  if (!page || !main) return;
  main.setAttribute('lang', page.words.language);
  const parts = partsOf(page);
  // What stood there before the first picture came, and tables that are gone.
  for (const child of [...main.children]) {
    if (madeFrom.has(child.id) && parts.some(({ id }) => id === child.id)) continue;
    madeFrom.delete(child.id);
    child.remove();
  }
  for (const [index, { id, from, make }] of parts.entries()) {
    const source = JSON.stringify(from);
    if (madeFrom.get(id) === source) continue;
    madeFrom.set(id, source);
    const focused = document.activeElement?.getAttribute('data-key');
    const made = make(page);
    made.id = id;
    const old = document.getElementById(id);
    const scrolled = old?.querySelector(scrolling);
    const { scrollLeft = 0, scrollTop = 0 } = scrolled ?? {};
    if (old) old.replaceWith(made);
    else main.insertBefore(made, main.children[index] ?? null);
    made.querySelector(scrolling)?.scrollTo(scrollLeft, scrollTop);
    if (focused && document.activeElement === document.body)
      main.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  }
  tellAge();
}

/** What scrolls inside of a part. */
const scrolling = '.scroll, pre';

function tellGone(what: string): void {
  if (shown) {
    shown = {
      ...shown,
      level: 'unknown',
      headline: what,
      isStale: true,
      notices: [],
      conditions: [],
      tables: [],
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

function tableSection(table: Table, { isStale, words }: InfoPage): HTMLElement {
  return element(
    'section',
    { class: isStale ? 'stale' : '' },
    element('h2', {}, table.title),
    table.rows.length === 0
      ? element('p', { class: 'subtitle' }, table.empty)
      : tableElement(table, remembered.sorting[table.id], words.language, {
          sort: (sorting) => {
            remember({ sorting: { ...remembered.sorting, [table.id]: sorting } });
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
