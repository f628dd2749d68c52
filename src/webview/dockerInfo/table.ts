/** A table of the page that can be sorted by any column and, if it is long, filtered, by mouse and keyboard. */
import type { Cell, Fact, PageLevel, PageWords, Table, TableRow } from '../../protocol/dockerInfo.ts';
import { ago } from './ago.ts';
import { element } from './element.ts';
import { showKeyed, type Keyed } from './keyed.ts';
import { bar, levelSign } from './signs.ts';

export interface Sorting {
  readonly column: string;
  readonly isDescending: boolean;
}

/** The user's choices for a table. */
export interface Choice {
  /** Undefined to sort by the first column. */
  readonly sorting: Sorting | undefined;
  readonly filter: string | undefined;
}

export interface TableActions {
  readonly sort: (sorting: Sorting) => void;
  readonly filter: (text: string) => void;
  readonly open: (machine: string) => void;
}

const severity: Readonly<Record<PageLevel, number>> = { down: 0, degraded: 1, unknown: 2, healthy: 3 };
const labelText = ({ label, value }: Fact): string => (value === '' ? label : `${label}=${value}`);

/** Sort key of a cell; unknown values sort first. */
function keyOf(cell: Cell | undefined): string | number {
  switch (cell?.kind) {
    case undefined:
      return '';
    case 'text':
      return cell.text;
    case 'number':
      return cell.value ?? -1;
    case 'status':
      return severity[cell.level];
    case 'share':
      return cell.share ? cell.share.used / (cell.share.of || 1) : -1;
    case 'labels':
      return cell.labels.map(labelText).join(',');
    case 'time':
      return cell.at ?? 0;
  }
}

/** Sorts rows stably. An unknown column sorts by the first one. */
export function sorted(
  { columns, rows }: Pick<Table, 'columns' | 'rows'>,
  { column, isDescending }: Sorting,
  language: string,
): readonly TableRow[] {
  const index = indexOf(columns, column);
  const words = new Intl.Collator(language, { numeric: true });
  const compare = (a: string | number, b: string | number): number =>
    typeof a === 'number' && typeof b === 'number' ? a - b : words.compare(String(a), String(b));
  return [...rows].sort((a, b) => compare(keyOf(a.cells[index]), keyOf(b.cells[index])) * (isDescending ? -1 : 1));
}

const indexOf = (columns: Table['columns'], column: string): number =>
  Math.max(
    0,
    columns.findIndex(({ id }) => id === column),
  );

/** Rows that contain `filter`, ignoring case. */
export function filtered(rows: readonly TableRow[], filter: string): readonly TableRow[] {
  const wanted = filter.trim().toLowerCase();
  return wanted === '' ? rows : rows.filter(({ cells }) => cells.some((cell) => wordsOf(cell).includes(wanted)));
}

function wordsOf(cell: Cell): string {
  switch (cell.kind) {
    case 'text':
    case 'number':
      return cell.text.toLowerCase();
    case 'status':
      return `${cell.text} ${cell.reason}`.toLowerCase();
    case 'share':
      return cell.share?.text.toLowerCase() ?? '';
    case 'labels':
      return cell.labels.map(labelText).join(' ').toLowerCase();
    case 'time':
      return '';
  }
}

/** Tables with at least this many rows have a filter. */
const manyRows = 10;

/** Creates the static frame that `showTable` fills. `change` receives the user's choices. */
export function tableSection(
  { id, title }: Table,
  words: PageWords,
  filter: string,
  actions: TableActions,
): HTMLElement {
  const input = element('input', {
    type: 'search',
    'aria-label': `${words.filter}: ${title}`,
    placeholder: words.filter,
    'data-key': `${id}-filter`,
  });
  input.value = filter;
  input.addEventListener('input', () => {
    actions.filter(input.value);
  });
  // A table wider than the page scrolls in a region of its own, which must be reachable by keyboard.
  const region = element(
    'div',
    { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': title, 'data-key': id },
    element('table', {}, element('thead', {}, element('tr', {})), element('tbody', {})),
  );
  return element(
    'section',
    {},
    element('div', { class: 'title' }, element('h2', {}, title), input),
    element('p', { class: 'subtitle', hidden: '' }),
    region,
  );
}

/** Updates the frame; unchanged rows keep their elements. */
export function showTable(
  section: Element,
  table: Table,
  choice: Choice,
  words: PageWords,
  actions: TableActions,
): void {
  const { id: tableId, columns, rows, empty } = table;
  const [note, region, input] = [
    section.querySelector<HTMLElement>('.subtitle'),
    section.querySelector<HTMLElement>('.scroll'),
    section.querySelector<HTMLInputElement>('input'),
  ];
  const [head, body] = [region?.querySelector('thead tr'), region?.querySelector('tbody')];
  if (!note || !region || !input || !head || !body) return;
  const { sorting = { column: '', isDescending: false }, filter = '' } = choice;
  const shown = sorted({ columns, rows: filtered(rows, filter) }, sorting, words.language);

  input.hidden = rows.length < manyRows && filter === '';
  note.hidden = rows.length > 0 && filter === '';
  note.textContent =
    rows.length === 0
      ? empty
      : shown.length === 0
        ? words.noMatch
        : words.filtered.replace('{0}', String(shown.length)).replace('{1}', String(rows.length));
  region.hidden = shown.length === 0;
  showKeyed(head, headers(table, sorting, actions));
  const isNumber = columns.map((column) => column.isNumber);
  showKeyed(
    body,
    shown.map(({ id, level, cells }): Keyed => ({
      key: id,
      source: JSON.stringify([level, cells.map(withoutTime), isNumber]),
      make: () =>
        element(
          'tr',
          { class: level, 'data-row': nameOf(cells[0]), 'data-id': id },
          ...cells.map((cell, index) => {
            const content = contentOf(cell, `${tableId}-open-${id}`, words.language, actions.open);
            if (index === 0) return element('th', { scope: 'row', tabindex: '-1' }, ...content);
            return element('td', { class: isNumber[index] ? 'number' : cell.kind }, ...content);
          }),
        ),
    })),
  );
  showTimes(body, shown, words.language);
}

/** Every node reports each minute: a new time alone must not rebuild five hundred rows. */
const withoutTime = (cell: Cell): unknown => (cell.kind === 'time' ? [cell.kind, cell.at === undefined] : cell);

function showTimes(body: Element, rows: readonly TableRow[], language: string): void {
  rows.forEach(({ cells }, row) => {
    cells.forEach((cell, column) => {
      const place = cell.kind === 'time' ? body.children[row]?.children[column]?.querySelector('time') : undefined;
      if (place && cell.kind === 'time' && cell.at !== undefined) setTime(place, cell.at, language);
    });
  });
}

function headers({ id: tableId, columns }: Table, sorting: Sorting, actions: TableActions): readonly Keyed[] {
  const sortedBy = indexOf(columns, sorting.column);
  return columns.map(({ id, title, isNumber }, index) => {
    const isSorted = index === sortedBy;
    const direction = !isSorted ? 'none' : sorting.isDescending ? 'descending' : 'ascending';
    return {
      key: id,
      source: JSON.stringify([title, isNumber, direction]),
      make: () => {
        const button = element('button', { class: 'sort', 'data-key': `${tableId}-sort-${id}` }, title);
        button.addEventListener('click', () => {
          actions.sort({ column: id, isDescending: isSorted && !sorting.isDescending });
        });
        return element('th', { scope: 'col', 'aria-sort': direction, class: isNumber ? 'number' : '' }, button);
      },
    };
  });
}

const nameOf = (cell: Cell | undefined): string => (cell?.kind === 'text' ? cell.text : '');

function contentOf(cell: Cell, key: string, language: string, open: TableActions['open']): readonly (Node | string)[] {
  switch (cell.kind) {
    case 'text':
      return [cell.machine === undefined ? cell.text : link(cell.text, cell.machine, key, open)];
    case 'number':
      return [cell.text];
    case 'status':
      return [
        element('span', { class: 'state' }, levelSign(cell.level), cell.text),
        ...(cell.reason ? [element('span', { class: 'reason' }, cell.reason)] : []),
      ];
    case 'share':
      return cell.share ? [element('span', {}, cell.share.text), bar(cell.share)] : ['–'];
    case 'labels':
      if (cell.labels.length === 0) return ['–'];
      return [
        element(
          'ul',
          { class: 'chips' },
          ...cell.labels.map(labelText).map((text) => element('li', { title: text }, text)),
        ),
      ];
    case 'time':
      return cell.at === undefined ? ['–'] : [time(cell.at, language)];
  }
}

function link(text: string, machine: string, key: string, open: TableActions['open']): HTMLElement {
  const button = element('button', { class: 'link', 'data-key': key }, text);
  button.addEventListener('click', () => {
    open(machine);
  });
  return button;
}

function time(at: number, language: string): HTMLElement {
  const made = element('time', {});
  setTime(made, at, language);
  return made;
}

function setTime(place: HTMLTimeElement, at: number, language: string): void {
  const then = new Date(at);
  const dateTime = then.toISOString();
  if (place.dateTime === dateTime) return;
  place.dateTime = dateTime;
  place.title = then.toLocaleString(language);
  place.textContent = ago(at, Date.now(), language);
}
