/**
 * The state before and after bringing a cluster up, as two texts for a diff: the same list of machines and networks, with the steps in
 * between. Pure.
 */
import { detailed, named, type Translate } from '../../base/text.ts';
import type { Plan } from '../../model/plan.ts';
import { planRows, type PlanRow } from '../../model/planRows.ts';
import { lastOf } from '../../model/seen.ts';
import { findMachine, machineOf, type SeenMachine, type Snapshot } from '../../model/snapshot.ts';
import type { ClusterSpec } from '../../model/spec.ts';
import { clusterFor, standsFor, wantedMachines } from '../editor/wantedMachines.ts';
import { conditionLines } from '../explain/explainEvidence.ts';
import { warningLines } from '../explain/explainWarning.ts';
import { roleWords } from '../tree/machineRow.ts';

export interface PlanTexts {
  /** Empty if nothing of the cluster exists. */
  readonly now: string;
  readonly then: string;
}

export function planTexts(spec: ClusterSpec, plan: Plan, snapshot: Snapshot, t: Translate): PlanTexts {
  const machines = machineLines(spec, plan, snapshot, t);
  const networks = networkLines(spec, plan, snapshot, t);
  const side = (which: 'now' | 'then'): readonly string[] => [
    ...block(t('Machines'), shown(machines, which)),
    ...block(t('Overlay networks'), shown(networks, which)),
  ];
  const steps = planRows(plan, t).flatMap((row) => stepLines(row, t));
  const isEmpty = [...machines, ...networks].every(({ now }) => now === undefined);
  return {
    now: isEmpty ? '' : text(spec.name, side('now')),
    then: text(spec.name, [
      ...side('then'),
      ...block(t('Steps'), steps.length === 0 ? [t('Nothing: everything matches the file.')] : steps),
      ...block(
        t('Conditions'),
        conditionLines(plan.conditions ?? [], t)
          .split('\n')
          .filter(Boolean),
      ),
      ...block(t('Good to know'), warningLines(plan.warnings, t)),
    ]),
  };
}

/** A list entry before and after. Undefined where the entry is missing. */
interface Line {
  readonly now: string | undefined;
  readonly then: string | undefined;
}

const shown = (lines: readonly Line[], which: 'now' | 'then'): readonly string[] =>
  lines.flatMap((line) => line[which] ?? []);

const text = (name: string, lines: readonly string[]): string => `${[name, ...lines].join('\n')}\n`;

/** A longer line is hard to read, and side by side it is cut off. */
const longestFlags = 80;

/** A numbered step, with place and method on lines of their own and the flags of a create below. */
function stepLines({ number, name, details, after, flags }: PlanRow, t: Translate): readonly string[] {
  const how = [detailed(details, t), after].filter(Boolean).join(' · ');
  return [
    `${String(number)}. ${name}`,
    ...(how === '' ? [] : [`    ${how}`]),
    ...folded(flags).map((each) => `      ${each}`),
  ];
}

/** Wraps words into lines of limited length, unless a single word is longer. */
function folded(words: readonly string[]): readonly string[] {
  const lines: string[] = [];
  for (const word of words) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= longestFlags)
      lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function block(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`.trimEnd())];
}

function machineLines(spec: ClusterSpec, plan: Plan, snapshot: Snapshot, t: Translate): readonly Line[] {
  const wanted = wantedMachines(spec);
  const beside = (clusterFor(spec, snapshot)?.members ?? []).filter(
    ({ machine }) => !wanted.some(({ name }) => name === machine),
  );
  const rows = [
    ...wanted.map(({ name, role, driver }) => ({
      name,
      role,
      driver: driver.name,
      ...statesOf(name, standsFor(spec.name, name, snapshot), plan, t),
    })),
    ...beside.map(({ machine, role }) => {
      const seen = findMachine(snapshot, machine);
      const record = seen && machineOf(seen);
      return { name: machine, role, driver: record?.driver ?? '', ...statesOf(machine, seen, plan, t) };
    }),
  ];
  const names = width(rows.map(({ name }) => name));
  const states = width(rows.flatMap(({ now = '', then = '' }) => [now, then]));
  const roles = width(rows.map(({ role }) => roleWords(role, spec.orchestration, t)));
  return rows.map(({ name, role, driver, now, then }): Line => {
    // The part that changes comes first: side by side there is little room.
    const line = (state: string | undefined): string | undefined =>
      state && inColumns([name, state, roleWords(role, spec.orchestration, t), driver], [names, states, roles]);
    return { now: line(now), then: line(then) };
  });
}

/** State of a machine before and after; its address if it stays the same. */
function statesOf(name: string, seen: SeenMachine | undefined, plan: Plan, t: Translate): Line {
  switch (changeOf(name, plan)) {
    case 'remade':
      return { now: t('incomplete'), then: t('recreated') };
    case 'made':
      return { now: undefined, then: t('new') };
    case 'started':
      return { now: t('stopped'), then: t('started') };
    case 'none': {
      const state = seen && (machineOf(seen)?.address ?? t('exists'));
      return { now: state, then: state };
    }
  }
}

function changeOf(name: string, plan: Plan): 'made' | 'remade' | 'started' | 'none' {
  for (const { action, cause } of plan.steps) {
    if (action.kind === 'createMachine' && action.machine.name === name)
      return cause.kind === 'leftover' ? 'remade' : 'made';
    if (action.kind === 'startMachine' && action.machine === name) return 'started';
  }
  return 'none';
}

function networkLines(spec: ClusterSpec, plan: Plan, snapshot: Snapshot, t: Translate): readonly Line[] {
  const cluster = clusterFor(spec, snapshot);
  const there = (cluster && lastOf(cluster.networks)?.value) ?? [];
  const made = plan.steps.flatMap(({ action }) => (action.kind === 'createNetwork' ? [action.network] : []));
  const name = width([...there, ...made].map((each) => each.name));
  return [
    ...there.map((network) => {
      const line = inColumns(
        [
          network.name,
          named(
            network.subnets.map(({ subnet }) => subnet),
            t,
          ),
        ],
        [name],
      );
      return { now: line, then: line };
    }),
    ...made.map((network) => ({ now: undefined, then: inColumns([network.name, network.subnet], [name]) })),
  ];
}

const width = (texts: readonly string[]): number => Math.max(0, ...texts.map(({ length }) => length));

const inColumns = (cells: readonly string[], widths: readonly number[]): string =>
  cells
    .map((cell, index) => cell.padEnd(widths[index] ?? 0))
    .join('  ')
    .trimEnd();
