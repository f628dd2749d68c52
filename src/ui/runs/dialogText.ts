/** What the dialog before a plan runs says of it. There are some thirty short lines of room, and no way to scroll. Pure. */
import { detailed, named, type Translate } from '../../base/text.ts';
import type { Action, Plan } from '../../model/plan.ts';
import { planRows } from '../../model/planRows.ts';
import { conditionLines } from '../explain/explainEvidence.ts';
import { warningLines } from '../explain/explainWarning.ts';

/** Lines of steps; each warning takes one of them. */
const mostSteps = 15;
const fewestSteps = 5;

/** The machines that a plan removes. */
export const machinesGone = ({ steps }: Plan): readonly string[] =>
  steps.flatMap(({ action }) => (action.kind === 'removeMachine' ? [action.machine] : []));

/**
 * What goes and the warnings first, all of them, and what stands `beside` these; then the steps, a line each: of many the first ones,
 * but all that remove something.
 */
export function dialogText(plan: Plan, t: Translate, beside = ''): string {
  const goes = plan.verb === 'up' ? [] : machinesGone(plan);
  const warnings = warningLines(plan.warnings, t);
  return [
    goes.length === 0 ? '' : t('These machines go: {0}.', named(goes, t)),
    warnings.join('\n'),
    beside,
    stepLines(plan, Math.max(fewestSteps, mostSteps - warnings.length), t).join('\n'),
    conditionLines(plan.conditions ?? [], t, 1),
  ]
    .filter(Boolean)
    .join('\n\n');
}

function stepLines(plan: Plan, most: number, t: Translate): readonly string[] {
  const lines = linesOf(plan, t);
  const removals = lines.filter(({ removes }) => removes).length;
  const room = lines.length <= most ? lines.length : Math.max(0, most - 1 - removals);
  const others = lines.filter(({ removes }) => !removes).slice(0, room);
  const shown = lines.filter((line) => line.removes || others.includes(line));
  const left = lines.length - shown.length;
  return [
    ...(plan.verb === 'up' || lines.length === 0 ? [] : [t('Done beforehand:')]),
    ...shown.map(({ text }) => text),
    ...(left === 0 ? [] : [t('and {0} more', left)]),
  ];
}

interface Line {
  readonly text: string;
  readonly removes: boolean;
}

/** Of what is removed, why as well. Machines that go are named above already, and without them numbers would have holes. */
function linesOf(plan: Plan, t: Translate): readonly Line[] {
  const isUp = plan.verb === 'up';
  const rows = planRows(plan, t).filter(({ action }) => isUp || action.kind !== 'removeMachine');
  // Hosts that live on have the same containers, each of them.
  const alike = Map.groupBy(rows, ({ number, name, action }) => (action.kind === 'removeContainer' ? name : number));
  return [...alike.values()].flatMap((group): Line[] => {
    const [row] = group;
    if (!row) return [];
    const [where = '', ...why] = row.details;
    const machines = group.flatMap(({ action }) => (action.kind === 'removeContainer' ? [action.machine] : []));
    const place = machines.length === 0 ? where : t('on {0}', named(machines, t));
    const removes = isRemoval(row.action);
    const told = detailed([place, ...(removes ? why : [])].filter(Boolean), t);
    const text = [row.name, told].filter(Boolean).join(' — ');
    return [{ text: isUp ? `${String(row.number)}. ${text}` : text, removes }];
  });
}

function isRemoval({ kind }: Action): boolean {
  return kind === 'removeMachine' || kind === 'removeContainer' || kind === 'removeVolume' || kind === 'removeNetwork';
}
