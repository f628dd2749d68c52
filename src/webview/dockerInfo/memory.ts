/** State that the page keeps while the window reloads or its tab is hidden. */
import type { InfoTarget } from '../../protocol/dockerInfo.ts';
import type { Sorting } from './table.ts';

export interface Remembered {
  readonly target: InfoTarget | undefined;
  /** By table. Another version's page may have stored something else here, but not under the names of our tables. */
  readonly sorting: Readonly<Record<string, Sorting>>;
  readonly filters: Readonly<Record<string, string>>;
  /** Scroll position (left, top) by element key; the key of the page itself is empty. */
  readonly scrolled: Readonly<Record<string, readonly [number, number]>>;
}

/** Completes the state that VS Code stores; `state` may be from another version or undefined. */
export const remembered = (state: Partial<Remembered> | undefined): Remembered => ({
  target: undefined,
  sorting: {},
  filters: {},
  scrolled: {},
  ...state,
});

/**
 * Records the scroll positions of the page and its regions, starting with `former`. Each call of `restore` tries the remembered positions
 * again until they are reached or the user scrolls: rows may arrive long after the page.
 */
export function keepScroll(
  former: Remembered['scrolled'],
  keep: (scrolled: Remembered['scrolled']) => void,
): { readonly restore: () => void } {
  let wanted = Object.entries(former).filter(([, [left, top]]) => left > 0 || top > 0);
  let scrolled = former;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  for (const event of ['wheel', 'keydown', 'pointerdown', 'touchstart'])
    addEventListener(event, () => (wanted = []), { capture: true, passive: true });
  document.addEventListener(
    'scroll',
    ({ target }) => {
      if (wanted.length > 0) return;
      const [key, place] =
        target instanceof Element
          ? [target.getAttribute('data-key') ?? '', target]
          : ['', document.scrollingElement ?? document.documentElement];
      scrolled = { ...scrolled, [key]: [Math.round(place.scrollLeft), Math.round(place.scrollTop)] };
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        keep(scrolled);
      }, 150);
    },
    { capture: true, passive: true },
  );
  return {
    restore: () => {
      wanted = wanted.filter(([key, [left, top]]) => {
        const place =
          key === '' ? document.scrollingElement : document.querySelector(`[data-key="${CSS.escape(key)}"]`);
        place?.scrollTo({ left, top, behavior: 'instant' });
        return !place || Math.abs(place.scrollTop - top) > 2 || Math.abs(place.scrollLeft - left) > 2;
      });
    },
  };
}
