/** What follows from a value that does not change: made at the first question and kept as long as the value itself. */

/** `make` must be pure, and what it is given must never change afterwards. */
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
