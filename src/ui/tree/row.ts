/** A tree row as plain data: everything that the user sees, independent of VS Code. */
import type { Severity } from '../../checks/finding.ts';
import type { Level } from '../../model/cluster.ts';
import type { RemedyAction } from '../explain/explanation.ts';
import type { RowContext } from './rowContext.ts';

export interface Row {
  /** A path that is stable for the same object: `cluster/demo/machine/swarm-node1`. */
  readonly id: string;
  /** The bare name. */
  readonly label: string;
  readonly description: string;
  readonly icon: RowIcon | undefined;
  /** Words that menus match. */
  readonly context: RowContext;
  /** Text for screen readers. */
  readonly spoken: string;
  readonly tooltip: Tooltip | undefined;
  /** The object that it shows; passed to commands as their argument. */
  readonly target: Target;
  readonly opening: 'leaf' | 'closed' | 'open';
}

export interface RowIcon {
  /** A codicon's name. */
  readonly name: string;
  /** A theme colour; undefined: the text colour. */
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
  /** Links, most likely first. */
  readonly actions?: readonly RemedyAction[];
  /** Undefined: a warning. */
  readonly severity?: Severity;
}

export interface Target {
  readonly cluster?: string;
  readonly machine?: string;
  readonly network?: string;
  readonly container?: string;
  /** A swarm node: its hostname, or its ID if another node has that name, as Docker accepts them. */
  readonly node?: string;
  readonly service?: string;
  /** Task ID. */
  readonly task?: string;
  readonly stack?: string;
}

/** A row with its children, which are created when it is expanded. */
export interface Node {
  readonly row: Row;
  readonly children: () => readonly Node[];
}

export const leaf = (row: Row): Node => ({ row, children: () => [] });

/**
 * Colours for healthy, degraded and down that are visible in every theme: list colours are missing in high contrast, and in light themes VS
 * Code's test green and warning yellow are too pale for an icon.
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
 * Each thing with a unique key: its name, or name and ID if several share a name, which Docker allows for networks. VS Code shows no tree
 * at all if two rows have the same ID (duplicates come from outside).
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

/** Codicon for a finding's severity, matching its colour in tree and page. */
export const severityIcons: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  info: underWayIcon,
};
