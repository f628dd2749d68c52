/** Updates child elements by key: unchanged ones stay in place with their focus, selection and scroll position. */

export interface Keyed {
  /** Unique among its siblings. */
  readonly key: string;
  /** The content it is rendered from; equal text keeps the element. */
  readonly source: string;
  readonly make: () => Element;
  /** Updates the existing element; without it, a new one replaces it. */
  readonly update?: (existing: Element) => void;
}

const known = new WeakMap<Element, { readonly key: string; source: string }>();

/** Makes `wanted` the children of `parent`, in order, and removes all others. */
export function showKeyed(parent: Element, wanted: readonly Keyed[]): void {
  const focused = document.activeElement;
  const focusKey = focused?.getAttribute('data-key');
  const existing = reusable(parent, new Set(wanted.map(({ key }) => key)));
  let next = parent.firstElementChild;
  for (const each of wanted) {
    const old = existing.get(each.key);
    // A duplicate key gets an element of its own.
    existing.delete(each.key);
    const shown = brought(old, each);
    if (old && shown !== old) {
      if (next === old) next = shown;
      old.replaceWith(shown);
    }
    if (shown === next) next = next.nextElementSibling;
    else parent.insertBefore(shown, next);
  }
  // Moving or replacing an element loses the focus.
  if (focused instanceof HTMLElement && document.activeElement === document.body) {
    const place = focused.isConnected
      ? focused
      : focusKey && parent.querySelector<HTMLElement>(`[data-key="${CSS.escape(focusKey)}"]`);
    if (place) place.focus({ preventScroll: true });
  }
}

function reusable(parent: Element, keys: ReadonlySet<string>): Map<string, Element> {
  const found = new Map<string, Element>();
  for (const child of [...parent.children]) {
    const key = known.get(child)?.key;
    if (key !== undefined && keys.has(key) && !found.has(key)) found.set(key, child);
    else child.remove();
  }
  return found;
}

function brought(old: Element | undefined, { key, source, make, update }: Keyed): Element {
  const before = old && known.get(old);
  if (old && before?.source === source) return old;
  if (old && before && update) {
    update(old);
    before.source = source;
    return old;
  }
  const made = make();
  known.set(made, { key, source });
  return made;
}
