/** A long list: its first elements, and the others behind a line that opens them. What was opened stays so when it is made anew. */
import { element } from './element.ts';

const opened = new Set<string>();

/** `more`: the line, with {0} for how many there are behind it. */
export function foldedList(key: string, kind: string, all: readonly HTMLElement[], most: number, more: string): Node[] {
  // A line in place of one element saves nothing.
  const shown = all.length > most + 1 ? most : all.length;
  const list = (some: readonly HTMLElement[]): HTMLElement => element('ul', { class: kind }, ...some);
  if (shown === all.length) return [list(all)];
  const rest = element(
    'details',
    opened.has(key) ? { open: 'open' } : {},
    element('summary', { 'data-key': `more-${key}` }, more.replace('{0}', String(all.length - shown))),
    list(all.slice(shown)),
  );
  rest.addEventListener('toggle', () => {
    if (rest.open) opened.add(key);
    else opened.delete(key);
  });
  return [list(all.slice(0, shown)), rest];
}
