/** What the page remembers over a reload of the window, and while its tab is behind another. */
import type { InfoTarget } from '../../protocol/dockerInfo.ts';
import type { Sorting } from './table.ts';

export interface Remembered {
  readonly target: InfoTarget | undefined;
  /** By table. Another version's page may have remembered something else in these: its entries name no table of ours. */
  readonly sorting: Readonly<Record<string, Sorting>>;
  readonly filters: Readonly<Record<string, string>>;
  /** Left and top of what scrolls, by its key; the page's own has the empty one. */
  readonly scrolled: Readonly<Record<string, readonly [number, number]>>;
}

/** What VS Code keeps for the page; `state` may be of another version, or of nobody. */
export const remembered = (state: Partial<Remembered> | undefined): Remembered => ({
  target: undefined,
  sorting: {},
  filters: {},
  scrolled: {},
  ...state,
});

/**
 * Keeps where the page and what scrolls in it stand, from `former` on. What was remembered is gone back to with every call of
 * `restore` until it is reached or a person moves: rows may come long after the page.
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
