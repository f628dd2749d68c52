/**
 * What is, and what bringing a cluster up makes of it, as two texts that a diff shows side by side: the same list of machines and
 * networks before and after, and what is done in between. Pure.
 */
import type { Translate } from '../../base/text.ts';
import type { Orchestration, Role } from '../../model/cluster.ts';
import type { Plan } from '../../model/plan.ts';
import { renderPlan } from '../../model/renderPlan.ts';
import { lastOf } from '../../model/seen.ts';
import { findMachine, machineOf, type Snapshot } from '../../model/snapshot.ts';
import type { ClusterSpec } from '../../model/spec.ts';
import { clusterFor, standsFor, wantedMachines } from '../editor/wantedMachines.ts';
import { conditionLines } from '../explain/explainEvidence.ts';
import { explainWarning } from '../explain/explainWarning.ts';

export interface PlanTexts {
  /** Empty: nothing of the cluster is there. */
  readonly now: string;
  readonly then: string;
}

export function planTexts(spec: ClusterSpec, plan: Plan, snapshot: Snapshot, t: Translate): PlanTexts {
  const machines = machineLines(spec, plan, snapshot, t);
  const networks = networkLines(spec, plan, snapshot);
  const side = (which: 'now' | 'then'): readonly string[] => [
    ...block(t('Machines'), shown(machines, which)),
    ...block(t('Overlay networks'), shown(networks, which)),
  ];
  const steps = renderPlan(plan, t);
  const warnings = plan.warnings.map((warning) => `⚠ ${explainWarning(warning, t)}`);
  const isEmpty = [...machines, ...networks].every(({ now }) => now === undefined);
  return {
    now: isEmpty ? '' : text(spec.name, side('now')),
    then: text(spec.name, [
      ...side('then'),
      ...block(t('What is done'), steps === '' ? [t('Nothing: all is as the file wants it.')] : steps.split('\n')),
      ...block(
        t('Conditions'),
        conditionLines(plan.conditions ?? [], t)
          .split('\n')
          .filter(Boolean),
      ),
      ...block(t('Good to know'), warnings),
    ]),
  };
}

/** A line of the list before and after; undefined: it is not in it. */
interface Line {
  readonly now: string | undefined;
  readonly then: string | undefined;
}

const shown = (lines: readonly Line[], which: 'now' | 'then'): readonly string[] =>
  lines.flatMap((line) => line[which] ?? []);

const text = (name: string, lines: readonly string[]): string => `${[name, ...lines].join('\n')}\n`;

function block(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`.trimEnd())];
}

function machineLines(spec: ClusterSpec, plan: Plan, snapshot: Snapshot, t: Translate): readonly Line[] {
  const wanted = wantedMachines(spec);
  const beside = (clusterFor(spec, snapshot)?.members ?? []).filter(
    ({ machine }) => !wanted.some(({ name }) => name === machine),
  );
  const rows = [
    ...wanted.map(({ name, role, driver }) => ({ name, role, driver: driver.name, isWanted: true })),
    ...beside.map(({ machine, role }) => ({
      name: machine,
      role,
      driver: driverOf(machine, snapshot),
      isWanted: false,
    })),
  ];
  const columns = [
    width(rows.map(({ name }) => name)),
    width(rows.map(({ role }) => roleWords(role, spec.orchestration, t))),
    width(rows.map(({ driver }) => driver)),
  ];
  return rows.map(({ name, role, driver, isWanted }): Line => {
    const seen = isWanted ? standsFor(spec.name, name, snapshot) : findMachine(snapshot, name);
    const address = (seen && machineOf(seen)?.address) ?? '';
    const row = (state: string): string =>
      inColumns([name, roleWords(role, spec.orchestration, t), driver, state], columns);
    const change = changeOf(name, plan);
    switch (change) {
      case 'remade':
        return { now: row(t('half made')), then: row(t('made anew')) };
      case 'made':
        return { now: undefined, then: row(t('new')) };
      case 'started':
        return { now: row(t('stopped')), then: row(t('started')) };
      case 'none':
        return seen ? { now: row(address), then: row(address) } : { now: undefined, then: undefined };
    }
  });
}

function changeOf(name: string, plan: Plan): 'made' | 'remade' | 'started' | 'none' {
  for (const { action, cause } of plan.steps) {
    if (action.kind === 'createMachine' && action.machine.name === name)
      return cause.kind === 'leftover' ? 'remade' : 'made';
    if (action.kind === 'startMachine' && action.machine === name) return 'started';
  }
  return 'none';
}

function networkLines(spec: ClusterSpec, plan: Plan, snapshot: Snapshot): readonly Line[] {
  const cluster = clusterFor(spec, snapshot);
  const there = (cluster && lastOf(cluster.networks)?.value) ?? [];
  const made = plan.steps.flatMap(({ action }) => (action.kind === 'createNetwork' ? [action.network] : []));
  const name = width([...there, ...made].map((each) => each.name));
  return [
    ...there.map((network) => {
      const line = inColumns([network.name, network.subnets.map(({ subnet }) => subnet).join(', ')], [name]);
      return { now: line, then: line };
    }),
    ...made.map((network) => ({ now: undefined, then: inColumns([network.name, network.subnet], [name]) })),
  ];
}

function driverOf(machine: string, snapshot: Snapshot): string {
  const seen = findMachine(snapshot, machine);
  return (seen && machineOf(seen)?.driver) ?? '';
}

const width = (texts: readonly string[]): number => Math.max(0, ...texts.map(({ length }) => length));

const inColumns = (cells: readonly string[], widths: readonly number[]): string =>
  cells
    .map((cell, index) => cell.padEnd(widths[index] ?? 0))
    .join('  ')
    .trimEnd();

function roleWords(role: Role, orchestration: Orchestration, t: Translate): string {
  switch (role) {
    case 'keyValueStore':
      return t('key-value store');
    case 'manager':
      return t('manager');
    case 'node':
      return orchestration === 'swarm-mode' ? t('worker') : t('node');
  }
}
