/** The order in which people count: `swarm-node2` before `swarm-node10`. The same in every language, so that rows keep their places. */
export const naturally = (a: string, b: string): number => collator.compare(a, b);

/** Of things that have a name. */
export const byName = (a: Named, b: Named): number => naturally(a.name, b.name);

interface Named {
  readonly name: string;
}

const collator = new Intl.Collator('en', { numeric: true });
