/** A long list with a summary line that opens the rest. An opened list stays open when it is rendered again. */
import { element } from './element.ts';

const opened = new Set<string>();

/** `more`: the summary line, with {0} for the number of hidden elements. */
export function foldedList(key: string, kind: string, all: readonly HTMLElement[], most: number, more: string): Node[] {
  // A summary line that hides one element saves no space.
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
