/** Memoizes values computed from immutable objects. Entries live as long as their key. */

/** `make` must be pure, and its argument must never change. */
export function derived<K extends object, V>(make: (from: K) => V): (from: K) => V {
  const made = new WeakMap<K, { readonly value: V }>();
  return (from) => {
    const known = made.get(from);
    if (known) return known.value;
    const value = make(from);
    made.set(from, { value });
    return value;
  };
}
