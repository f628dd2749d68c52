/** Rows that are shown again: which elements stay, move, change and go. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { showKeyed, type Keyed } from '../../../src/webview/dockerInfo/keyed.ts';
import { openStandInPage, StandInElement } from './standInPage.ts';

let parent: StandInElement;
beforeEach(() => {
  openStandInPage();
  parent = new StandInElement('ul');
});
afterEach(() => {
  vi.unstubAllGlobals();
});

/** Rows of `key` or `key=source`. */
function show(...rows: readonly string[]): readonly StandInElement[] {
  const wanted = rows.map((row): Keyed => {
    const [key = '', source = ''] = row.split('=');
    const make = (): Element => {
      const made = new StandInElement('li');
      made.textContent = row;
      return made as unknown as Element;
    };
    return { key, source, make };
  });
  showKeyed(parent as unknown as Element, wanted);
  return parent.children;
}
const texts = (): readonly string[] => parent.children.map(({ textContent }) => textContent);

test('a row that says the same keeps its element, wherever it moves', () => {
  const [a, b, c] = show('a', 'b', 'c');
  expect(show('c', 'a', 'b')).toEqual([c, a, b]);
  expect(parent.children[0]).toBe(c);
  expect(parent.children[1]).toBe(a);
  expect(parent.children[2]).toBe(b);
});

test('one that says something else is replaced in its place, and one that is not wanted goes', () => {
  const [a] = show('a', 'b=1', 'c');
  show('a', 'b=2');
  expect(texts()).toEqual(['a', 'b=2']);
  expect(parent.children[0]).toBe(a);
});

test('what it did not make goes', () => {
  parent.append(new StandInElement('li'));
  show('a');
  expect(texts()).toEqual(['a']);
});

test('a key that comes twice has an element for each, however often it is shown', () => {
  show('a=1', 'a=2', 'b');
  expect(texts()).toEqual(['a=1', 'a=2', 'b']);
  const [first] = show('a=1', 'a=2', 'b');
  expect(texts()).toEqual(['a=1', 'a=2', 'b']);
  show('a=1', 'b');
  expect(texts()).toEqual(['a=1', 'b']);
  expect(parent.children[0]).toBe(first);
});

test('a row that can be updated keeps its element when it says something else', () => {
  const make = (): Element => new StandInElement('li') as unknown as Element;
  const update = vi.fn();
  const shown = (source: string): void => {
    showKeyed(parent as unknown as Element, [{ key: 'a', source, make, update }]);
  };
  shown('1');
  const [made] = parent.children;
  shown('2');
  shown('2');
  expect(parent.children[0]).toBe(made);
  expect(update).toHaveBeenCalledOnce();
});
