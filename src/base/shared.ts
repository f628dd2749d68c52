/** Groups values by key and keeps the keys with more than one value. */

export function shared<K, V>(pairs: readonly (readonly [K, V])[]): ReadonlyMap<K, readonly V[]> {
  const groups = Map.groupBy(pairs, ([key]) => key);
  return new Map(
    [...groups].filter(([, group]) => group.length > 1).map(([key, group]) => [key, group.map(([, value]) => value)]),
  );
}
