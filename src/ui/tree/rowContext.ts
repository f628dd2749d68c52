/** Context words that identify rows in menus, and the `when` clauses that match them. Pure. */
import type { Level, Orchestration, Role } from '../../model/cluster.ts';
import type { ServiceMode } from '../../model/serviceMode.ts';

export const viewId = 'dockerOverlay.clusters';

/** Decides which actions a machine offers. */
export type MachineState = 'running' | 'stopped' | 'unreachable' | 'broken' | 'unknown';
type NodeWord = 'active' | 'paused' | 'drained' | 'leader';

/** Words per kind of row. Those of containers and tasks are Docker's states; other versions may have more. */
interface RowWords {
  readonly cluster: Orchestration | Level;
  readonly machine: MachineState | Role | 'swarmNode' | NodeWord | 'canPower' | 'canReachHost' | 'incomplete' | 'moved';
  readonly container:
    'running' | 'restarting' | 'paused' | 'exited' | 'created' | 'dead' | 'removing' | 'remembered' | (string & {});
  readonly network: 'overlay' | 'used' | 'unused' | 'ingress';
  readonly endpoint: 'located';
  /** An external node. */
  readonly node: 'stranger' | 'worker' | 'manager' | NodeWord;
  readonly service: ServiceMode | 'rollable';
  readonly task: string;
  readonly group: 'machines' | 'otherMachines' | 'networks' | 'services' | 'stack';
  readonly message: never;
  /** The last snapshot of a lost machine store. */
  readonly lost: never;
}
type RowKind = keyof RowWords;

export type MachineWord = RowWords['machine'];

/** A row's kind and its words, created by `rowContext`. */
export type RowContext = readonly [RowKind, ...string[]];

/** Omits words that do not apply. */
export function rowContext<K extends RowKind>(
  kind: K,
  ...words: readonly (RowWords[K] | false | undefined)[]
): RowContext {
  return [kind, ...words.filter((word) => word !== undefined && word !== false)];
}

/** The `contextValue`: each word ends with a semicolon, so that `/;running;/` matches one word. */
export const contextValue = (words: readonly string[]): string => words.map((word) => `${word};`).join('');

type Known<K extends RowKind> = K extends 'container'
  ? 'running' | 'restarting' | 'paused' | 'exited' | 'created' | 'dead'
  : RowWords[K];
type Word = { [K in Exclude<RowKind, 'task'>]: Known<K> }[Exclude<RowKind, 'task'>] | 'remembered';

/** Rows that offer a command: one of these kinds, one word from each list, and none of `without`. */
export interface RowMatch {
  /** Row kinds, each alone or with its first word (`container;running`). Matches every kind if omitted. */
  readonly kinds?: readonly { [K in RowKind]: K | `${K};${Known<K>}` }[RowKind][];
  readonly with?: readonly (readonly (Word | `${Word};${Word}`)[])[];
  readonly without?: readonly Word[];
}

/** `when` clause conditions for matching rows, to be joined by `&&`. */
export function matching({ kinds = [], with: lists = [], without = [] }: RowMatch): readonly string[] {
  return [
    ...(kinds.length > 0 ? [`viewItem =~ /^${oneOf(startsOf(kinds))};/`] : []),
    ...lists.map((words) => `viewItem =~ /;${oneOf(words)};/`),
    ...without.map((word) => `!(viewItem =~ /;${word};/)`),
  ];
}

/** Whether a row meets those conditions. */
export function isMatching({ kinds = [], with: lists = [], without = [] }: RowMatch, context: RowContext): boolean {
  const value = contextValue(context);
  const has = (word: string): boolean => value.includes(`;${word};`);
  return (
    (kinds.length === 0 || kinds.some((start) => value.startsWith(`${start};`))) &&
    lists.every((words) => words.some(has)) &&
    !without.some(has)
  );
}

/** `container;running`, `container;paused` → `container;(running|paused)` */
function startsOf(kinds: readonly string[]): readonly string[] {
  const byKind = Map.groupBy(kinds, (start) => start.split(';')[0] ?? '');
  return [...byKind].map(([kind, starts]) => {
    const words = starts.flatMap((start) => start.split(';')[1] ?? []);
    return words.length === 0 ? kind : `${kind};${oneOf(words)}`;
  });
}

const oneOf = (words: readonly string[]): string => (words.length === 1 ? words.join('') : `(${words.join('|')})`);
