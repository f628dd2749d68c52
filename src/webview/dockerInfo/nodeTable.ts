/** The table of nodes: sortable by every column, by mouse and keyboard. */
import type { Fact, NodeRow, PageWords, Share } from '../../protocol/dockerInfo.ts';
import { ago } from './ago.ts';
import { element } from './element.ts';

export type ColumnId =
  'name' | 'address' | 'status' | 'containers' | 'cpus' | 'memory' | 'labels' | 'version' | 'updated';

export interface Sorting {
  readonly column: ColumnId;
  readonly isDescending: boolean;
}

interface Column {
  readonly id: ColumnId;
  readonly key: (row: NodeRow) => string | number;
  readonly cell: (row: NodeRow, words: PageWords, open: (machine: string) => void) => readonly (Node | string)[];
  readonly isNumber?: boolean;
}

const severity = { down: 0, degraded: 1, unknown: 2, healthy: 3 } as const;
const share = (value: Share | undefined): number => (value ? value.used / (value.of || 1) : -1);
const labelText = (labels: readonly Fact[]): string => labels.map(({ label, value }) => `${label}=${value}`).join(',');

const columns: readonly Column[] = [
  { id: 'name', key: ({ name }) => name, cell: nameCell },
  { id: 'address', key: ({ address }) => address, cell: ({ address }) => [address] },
  { id: 'status', key: ({ level }) => severity[level], cell: statusCell },
  {
    id: 'containers',
    key: ({ containers }) => containers ?? -1,
    cell: ({ containersText }) => [containersText],
    isNumber: true,
  },
  { id: 'cpus', key: ({ cpus }) => share(cpus), cell: ({ cpus }) => shareCell(cpus), isNumber: true },
  { id: 'memory', key: ({ memory }) => share(memory), cell: ({ memory }) => shareCell(memory), isNumber: true },
  { id: 'version', key: ({ version }) => version, cell: ({ version }) => [version] },
  { id: 'updated', key: ({ updatedAt }) => updatedAt ?? 0, cell: updatedCell },
  // Last: it is the widest, and what a narrow page may leave outside.
  { id: 'labels', key: ({ labels }) => labelText(labels), cell: labelCell },
];

/** Rows in their order; equal ones stay as they came. */
export function sorted(
  rows: readonly NodeRow[],
  { column, isDescending }: Sorting,
  language: string,
): readonly NodeRow[] {
  const key = columns.find(({ id }) => id === column)?.key ?? ((row: NodeRow): string => row.name);
  const words = new Intl.Collator(language, { numeric: true });
  const compare = (a: string | number, b: string | number): number =>
    typeof a === 'number' && typeof b === 'number' ? a - b : words.compare(String(a), String(b));
  return [...rows].sort((a, b) => compare(key(a), key(b)) * (isDescending ? -1 : 1));
}

export function nodeTable(
  rows: readonly NodeRow[],
  sorting: Sorting,
  words: PageWords,
  actions: { readonly sort: (sorting: Sorting) => void; readonly open: (machine: string) => void },
): HTMLElement {
  const head = columns.map(({ id, isNumber }) => {
    const isSorted = sorting.column === id;
    const button = element('button', { class: 'sort', 'data-key': `sort-${id}` }, words[id]);
    button.addEventListener('click', () => {
      actions.sort({ column: id, isDescending: isSorted && !sorting.isDescending });
    });
    const direction = !isSorted ? 'none' : sorting.isDescending ? 'descending' : 'ascending';
    return element('th', { scope: 'col', 'aria-sort': direction, class: isNumber ? 'number' : '' }, button);
  });
  const body = sorted(rows, sorting, words.language).map((row) =>
    element(
      'tr',
      { class: row.level, 'data-node': row.name },
      ...columns.map(({ id, cell, isNumber }) =>
        id === 'name'
          ? element('th', { scope: 'row' }, ...cell(row, words, actions.open))
          : element('td', { class: isNumber ? 'number' : id }, ...cell(row, words, actions.open)),
      ),
    ),
  );
  // A table wider than the page scrolls in a region of its own, which the keyboard must reach.
  return element(
    'div',
    { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': words.nodes, 'data-key': 'nodes' },
    element('table', {}, element('thead', {}, element('tr', {}, ...head)), element('tbody', {}, ...body)),
  );
}

function nameCell({ name, machine }: NodeRow, _: PageWords, open: (machine: string) => void): readonly Node[] {
  if (machine === undefined) return [document.createTextNode(name)];
  const link = element('button', { class: 'link', 'data-key': `open-${machine}` }, name);
  link.addEventListener('click', () => {
    open(machine);
  });
  return [link];
}

function statusCell({ level, status, reason }: NodeRow): readonly Node[] {
  return [
    element('span', { class: 'state' }, element('span', { class: `dot ${level}`, 'aria-hidden': 'true' }), status),
    ...(reason ? [element('span', { class: 'reason' }, reason)] : []),
  ];
}

function shareCell(value: Share | undefined): readonly (Node | string)[] {
  if (!value) return ['–'];
  const bar = element('span', { class: 'bar', 'aria-hidden': 'true' }, element('span', {}));
  (bar.firstElementChild as HTMLElement).style.inlineSize =
    `${String(Math.min(100, Math.round((100 * value.used) / (value.of || 1))))}%`;
  return [element('span', {}, value.text), bar];
}

function labelCell({ labels }: NodeRow): readonly Node[] {
  return [
    element(
      'ul',
      { class: 'chips' },
      ...labels.map(({ label, value }) =>
        element('li', { title: `${label}=${value}` }, value === '' ? label : `${label}=${value}`),
      ),
    ),
  ];
}

function updatedCell({ updatedAt }: NodeRow, { language }: PageWords): readonly (Node | string)[] {
  if (updatedAt === undefined) return ['–'];
  const time = element(
    'time',
    { datetime: new Date(updatedAt).toISOString(), title: new Date(updatedAt).toLocaleString(language) },
    ago(updatedAt, Date.now(), language),
  );
  return [time];
}
