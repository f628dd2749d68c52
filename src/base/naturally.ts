/** Natural order: `swarm-node2` before `swarm-node10`. The same in every language, so that rows keep their positions. */
export const naturally = (a: string, b: string): number => collator.compare(a, b);

export const byName = (a: Named, b: Named): number => naturally(a.name, b.name);

interface Named {
  readonly name: string;
}

const collator = new Intl.Collator('en', { numeric: true });
