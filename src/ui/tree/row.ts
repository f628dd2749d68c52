/** A row of the tree as plain data: everything a person sees of it, nothing of VS Code. */
import type { Severity } from '../../checks/finding.ts';
import type { Level } from '../../model/cluster.ts';
import type { RemedyAction } from '../explain/explanation.ts';
import type { RowContext } from './rowContext.ts';

export interface Row {
  /** A path that stays the same for the same thing: `cluster/demo/machine/swarm-node1`. */
  readonly id: string;
  /** The bare name. */
  readonly label: string;
  readonly description: string;
  readonly icon: RowIcon | undefined;
  /** What menus know of it. */
  readonly context: RowContext;
  /** What a screen reader says. */
  readonly spoken: string;
  readonly tooltip: Tooltip | undefined;
  /** What it stands for; handed to commands as their argument. */
  readonly target: Target;
  readonly opening: 'leaf' | 'closed' | 'open';
}

export interface RowIcon {
  /** A codicon's name. */
  readonly name: string;
  /** A colour of the theme; undefined: the text's. */
  readonly color: string | undefined;
}

export interface Tooltip {
  readonly title: string;
  readonly facts: readonly (readonly [label: string, value: string])[];
  readonly problems: readonly Problem[];
}

export interface Problem {
  readonly what: string;
  readonly why: string;
  readonly remedy: string;
  /** Links, the likeliest first. */
  readonly actions?: readonly RemedyAction[];
  /** Undefined: a warning. */
  readonly severity?: Severity;
}

export interface Target {
  readonly cluster?: string;
  readonly machine?: string;
  readonly network?: string;
  readonly container?: string;
  /** A node of a swarm: its hostname, or its ID while another node has that name, as Docker takes them. */
  readonly node?: string;
  readonly service?: string;
  /** A task's ID. */
  readonly task?: string;
  readonly stack?: string;
}

/** A row with what stands below it, which is made when it is opened. */
export interface Node {
  readonly row: Row;
  readonly children: () => readonly Node[];
}

export const leaf = (row: Row): Node => ({ row, children: () => [] });

/**
 * Colours that mean good, doubtful and bad in every theme, and stand out from it: those of lists are none in high contrast, and in light
 * themes VS Code's green of tests and its yellow of warnings are too pale for a sign.
 */
export function levelColor(level: Level): string {
  switch (level) {
    case 'healthy':
      return 'charts.green';
    case 'degraded':
      return 'dockerOverlay.degraded';
    case 'down':
      return 'problemsErrorIcon.foreground';
    case 'unknown':
      return 'disabledForeground';
  }
}

/**
 * Each thing with its name, or with name and id where several have one name (Docker lets networks be called the same). No two get the
 * same: VS Code shows nothing at all of a tree in which a row stands twice, and whoever lists a thing twice is not ours to mend.
 */
export function withKeys<T>(
  things: readonly T[],
  nameOf: (thing: T) => string,
  idOf: (thing: T) => string,
): readonly (readonly [T, string])[] {
  const counts = new Map<string, number>();
  for (const thing of things) counts.set(nameOf(thing), (counts.get(nameOf(thing)) ?? 0) + 1);
  const taken = new Set<string>();
  return things.map((thing) => {
    const name = nameOf(thing);
    let key = counts.get(name) === 1 ? name : `${name}~${idOf(thing).slice(0, 12)}`;
    while (taken.has(key)) key += '~';
    taken.add(key);
    return [thing, key];
  });
}

/** Something is in progress, and nothing is wrong. */
export const underWayIcon = 'sync~spin';

/** A codicon for how bad a finding is, in the sense of the colours that tree and page give it. */
export const severityIcons: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  info: underWayIcon,
};
