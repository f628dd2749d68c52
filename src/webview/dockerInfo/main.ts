/** The docker info page: renders the received data, sends messages and remembers the user's choices. */
import type { FromPage, InfoPage, NoticeAction, Table, ToPage } from '../../protocol/dockerInfo.ts';
import { ago } from './ago.ts';
import { drawingSection, hasDrawing, showDrawing } from './drawing.ts';
import { element } from './element.ts';
import { foldedList } from './folded.ts';
import { showKeyed, type Keyed } from './keyed.ts';
import { keepScroll, remembered, type Remembered } from './memory.ts';
import { levelSign } from './signs.ts';
import { noticeList } from './notices.ts';
import { createSpeaker } from './speaker.ts';
import { showTable, tableSection, type TableActions } from './table.ts';

declare function acquireVsCodeApi(): {
  postMessage(message: FromPage): void;
  getState(): Partial<Remembered> | undefined;
  setState(state: Remembered): void;
};

const vscode = acquireVsCodeApi();
let memory = remembered(vscode.getState());
let shown: InfoPage | undefined;

const remember = (change: Partial<Remembered>): void => {
  memory = { ...memory, ...change };
  vscode.setState(memory);
};
const scroll = keepScroll(memory.scrolled, (scrolled) => {
  remember({ scrolled });
});
const speaker = createSpeaker();

window.addEventListener('message', ({ data }: MessageEvent<ToPage>) => {
  switch (data.type) {
    case 'show':
      shown = data.page;
      remember({ target: data.page.target });
      render();
      speaker.tell(data.page);
      break;
    case 'gone':
      remember({ target: data.target });
      tellGone(data.what);
      speaker.say(data.what);
      break;
  }
});

/** A part of the page and the content it is rendered from: unchanged parts keep their selection, focus and scroll position. */
interface Part {
  readonly id: string;
  readonly from: unknown;
  readonly make: (page: InfoPage) => HTMLElement;
  /** Fills the frame that `make` created. */
  readonly fill?: (frame: Element) => void;
}

const run = (action: NoticeAction): void => {
  vscode.postMessage({ type: 'run', action });
};

function partsOf(page: InfoPage): readonly Part[] {
  const { title, subtitle, headline, level, notices, drawing, facts, tables, conditions, text, isStale, words } = page;
  return [
    { id: 'heading', from: [title, subtitle, headline, level, words], make: heading },
    { id: 'notices', from: notices, make: (page) => noticeList(page, run) },
    ...(drawing && hasDrawing(page)
      ? [
          {
            id: 'drawing',
            from: [drawing.title, drawing.hint],
            make: () => drawingSection(drawing),
            fill: (frame: Element) => {
              showDrawing(frame, drawing, { goTo, open });
            },
          },
        ]
      : []),
    ...(facts.length > 0 ? [{ id: 'facts', from: [facts, isStale, words], make: factList }] : []),
    ...tables.map((table) => ({
      id: `table-${table.id}`,
      from: [table.title, words],
      make: () => tableSection(table, words, memory.filters[table.id] ?? '', actionsOf(table)),
      fill: (frame: Element) => {
        frame.classList.toggle('stale', isStale);
        showTable(frame, table, choiceOf(table), words, actionsOf(table));
      },
    })),
    { id: 'conditions', from: [conditions, words], make: conditionList },
    { id: 'text', from: [text, words], make: textSection },
  ];
}

function render(): void {
  const page = shown;
  const main = document.getElementById('page');
  if (!page || !main) return;
  main.setAttribute('lang', page.words.language);
  const parts = partsOf(page);
  showKeyed(
    main,
    parts.map(({ id, from, make }): Keyed => {
      return {
        key: id,
        source: JSON.stringify(from),
        make: () => {
          const made = make(page);
          made.id = id;
          return made;
        },
      };
    }),
  );
  for (const { id, fill } of parts) {
    const frame = document.getElementById(id);
    if (frame) fill?.(frame);
  }
  tellAge();
  scroll.restore();
}

const choiceOf = ({
  id,
}: Table): { sorting: Remembered['sorting'][string] | undefined; filter: string | undefined } => ({
  sorting: memory.sorting[id],
  filter: memory.filters[id],
});

const actionsOf = ({ id }: Table): TableActions => ({
  sort: (sorting) => {
    remember({ sorting: { ...memory.sorting, [id]: sorting } });
    render();
  },
  filter: (text) => {
    remember({ filters: { ...memory.filters, [id]: text } });
    render();
    const note = document.querySelector(`#table-${CSS.escape(id)} .subtitle`);
    speaker.say(text === '' ? '' : (note?.textContent ?? ''));
  },
  open,
});

function open(machine: string): void {
  vscode.postMessage({ type: 'open', machine });
}

/** Scrolls to a row of the node table, even if a filter hides it. */
function goTo(row: string): void {
  const find = (): HTMLElement | null => document.querySelector(`#table-nodes [data-id="${CSS.escape(row)}"] th`);
  if (!find()) {
    const input = document.querySelector<HTMLInputElement>('#table-nodes input');
    if (input) input.value = '';
    remember({ filters: { ...memory.filters, nodes: '' } });
    render();
  }
  const name = find();
  (name?.querySelector<HTMLElement>('button') ?? name)?.focus({ preventScroll: true });
  name?.scrollIntoView({ block: 'center', inline: 'nearest' });
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
      drawing: undefined,
      tables: [],
    };
    render();
  } else {
    document.getElementById('page')?.replaceChildren(element('p', { class: 'headline unknown' }, what));
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
    element('p', { class: `headline ${level}` }, levelSign(level), element('span', {}, headline)),
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
  for (const time of document.querySelectorAll('time')) {
    const text = ago(Date.parse(time.dateTime), Date.now(), words.language);
    if (time.textContent !== text) time.textContent = text;
  }
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

const mostEvidence = 8;

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
            ...foldedList(
              `evidence-${id}`,
              'evidence',
              evidence.map((line) => element('li', {}, line)),
              mostEvidence,
              words.more,
            ),
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
    speaker.say(words.copied);
    setTimeout(() => (copy.textContent = words.copy), 2000);
  });
  return element(
    'section',
    {},
    element('div', { class: 'title' }, element('h2', {}, words.text), copy),
    element('pre', { tabindex: '0', role: 'region', 'aria-label': words.text, 'data-key': 'text' }, text),
  );
}

setInterval(tellAge, 1000);
vscode.postMessage({ type: 'ready' });
