/** The times of a table: every node reports each minute, so they change without their rows. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Cell, PageWords, Table } from '../../../src/protocol/dockerInfo.ts';
import { showTable, tableSection } from '../../../src/webview/dockerInfo/table.ts';
import { openStandInPage, type StandInElement } from './standInPage.ts';

const now = new Date('2026-11-23T12:00:00Z').getTime();
const minute = 60_000;
const words = { language: 'en', filtered: '{0} of {1}' } as PageWords;
const actions = { sort: vi.fn(), filter: vi.fn(), open: vi.fn() };

let section: Element;
let body: StandInElement;

beforeEach(() => {
  openStandInPage();
  vi.useFakeTimers({ now });
  section = tableSection(tableOf({}), words, '', actions);
  body = (section as unknown as StandInElement).querySelector('tbody')!;
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function tableOf(times: Readonly<Record<string, number | undefined>>): Table {
  return {
    id: 'nodes',
    title: 'Nodes',
    empty: 'None',
    columns: ['name', 'updated'].map((id) => ({ id, title: id, isNumber: false })),
    rows: Object.entries(times).map(([name, at]) => {
      const cells: readonly Cell[] = [
        { kind: 'text', text: name, machine: undefined },
        { kind: 'time', at },
      ];
      return { id: name, level: 'healthy', cells };
    }),
  };
}

function show(times: Readonly<Record<string, number | undefined>>, column = 'name', isDescending = false): void {
  showTable(section, tableOf(times), { sorting: { column, isDescending }, filter: undefined }, words, actions);
}
const texts = (): readonly string[] => body.children.map(({ textContent }) => textContent);

test('a new time is written into the row that is there', () => {
  show({ a: now - 2 * minute, b: now - minute });
  expect(texts()).toEqual(['a2 minutes ago', 'b1 minute ago']);
  const [a, b] = body.children;
  show({ a: now - minute, b: now - 3 * minute });
  expect(texts()).toEqual(['a1 minute ago', 'b3 minutes ago']);
  expect(body.children[0]).toBe(a);
  expect(body.children[1]).toBe(b);
  expect(body.querySelector('time')).toMatchObject({ dateTime: '2026-11-23T11:59:00.000Z' });
});

test('each goes to its own row, in whatever order they are shown', () => {
  show({ a: now - 2 * minute, b: now - minute });
  show({ a: now - 4 * minute, b: now - 3 * minute }, 'name', true);
  expect(texts()).toEqual(['b3 minutes ago', 'a4 minutes ago']);
});

test('a time that is not known is a dash, until it is', () => {
  show({ a: undefined });
  expect(texts()).toEqual(['a–']);
  show({ a: now - minute });
  expect(texts()).toEqual(['a1 minute ago']);
  show({ a: undefined });
  expect(texts()).toEqual(['a–']);
});

test('the order is that of time, and the unknown comes first', () => {
  show({ a: now, b: undefined, c: now - minute }, 'updated');
  expect(body.children.map((row) => row.getAttribute('data-id'))).toEqual(['b', 'c', 'a']);
});
