/** Text of the dialog before a plan runs. It fits some thirty short lines and cannot scroll. Pure. */
import { equal } from '../../base/equal.ts';
import { detailed, named, type Translate } from '../../base/text.ts';
import type { Action, Plan } from '../../model/plan.ts';
import { planRows, stepName, type PlanRow } from '../../model/planRows.ts';
import type { DownPlans } from '../../service/services.ts';
import { conditionLines } from '../explain/explainEvidence.ts';
import { warningLines } from '../explain/explainWarning.ts';

/** Lines for steps; each warning takes one of them. */
const mostSteps = 15;
const fewestSteps = 5;

/** Machines that a plan removes. */
export const machinesGone = ({ steps }: Plan): readonly string[] =>
  steps.flatMap(({ action }) => (action.kind === 'removeMachine' ? [action.machine] : []));

/**
 * First all machines removed, all warnings, and `beside`; then one line per step. If there are too many, the first ones and all that remove
 * something.
 */
export function dialogText(plan: Plan, t: Translate, beside = ''): string {
  const goes = plan.verb === 'up' ? [] : machinesGone(plan);
  const warnings = warningLines(plan.warnings, t);
  return [
    goes.length === 0 ? '' : t('These machines are removed: {0}.', named(goes, t)),
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
  const grave = lines.filter(({ isGrave }) => isGrave).length;
  const room = lines.length <= most ? lines.length : Math.max(0, most - 1 - grave);
  const others = lines.filter(({ isGrave }) => !isGrave).slice(0, room);
  const shown = lines.filter((line) => line.isGrave || others.includes(line));
  const left = lines.length - shown.length;
  // Not for a rollback that removes no machines.
  const isBeforehand = plan.verb !== 'up' && machinesGone(plan).length > 0 && lines.length > 0;
  return [
    ...(isBeforehand ? [t('Before that:')] : []),
    ...shown.map(({ text }) => text),
    ...(left === 0 ? [] : [t('and {0} more', left)]),
  ];
}

interface Line {
  readonly text: string;
  readonly isGrave: boolean;
}

/**
 * Steps that remove something include the reason. In `up` each step has its number. Otherwise removed machines are already named above, and
 * steps alike on many machines share a line: fifty kept hosts have the same containers and leave the same swarm.
 */
function linesOf(plan: Plan, t: Translate): readonly Line[] {
  const isUp = plan.verb === 'up';
  const rows = planRows(plan, t).filter(({ action }) => isUp || action.kind !== 'removeMachine');
  const alike = Map.groupBy(rows, (row) => (isUp ? row.number : likeness(row)));
  return [...alike.values()].flatMap((group): Line[] => {
    const [row] = group;
    if (!row) return [];
    const [where = '', ...why] = row.details;
    const machines = group.flatMap(({ action }) => (action.kind === 'removeContainer' ? [action.machine] : []));
    const place = machines.length === 0 ? where : t('on {0}', named(machines, t));
    const isGrave = takesAway(row.action);
    const told = detailed([place, ...(isGrave ? why : [])].filter(Boolean), t);
    const text = [group.length > 1 ? nameOfAll(group, row, t) : row.name, told].filter(Boolean).join(' — ');
    return [{ text: isUp ? `${String(row.number)}. ${text}` : text, isGrave }];
  });
}

/** Key of rows that share a line. */
function likeness({ number, name, action }: PlanRow): string | number {
  switch (action.kind) {
    case 'removeContainer':
      return name;
    case 'leaveSwarm':
    case 'removeNode':
      return action.kind;
    case 'updateNode':
      return [action.kind, action.change.role, action.change.availability].join(' ');
    default:
      return number;
  }
}

function nameOfAll(alike: readonly PlanRow[], { name, action }: PlanRow, t: Translate): string {
  const all = named(
    alike.map((row) => who(row.action)),
    t,
  );
  switch (action.kind) {
    case 'leaveSwarm':
      return t('remove {0} from their swarm', all);
    case 'removeNode':
      return t('remove nodes {0} from the list', all);
    case 'updateNode':
      return stepName({ ...action, node: { ...action.node, hostname: all } }, t);
    default:
      return name;
  }
}

function who(action: Action): string {
  if ('node' in action) return action.node.hostname;
  return action.kind === 'leaveSwarm' ? action.machine : '';
}

/** Whether it removes, drains or restarts something that exists; such steps are never left out. */
function takesAway(action: Action): boolean {
  switch (action.kind) {
    case 'removeMachine':
    case 'removeContainer':
    case 'removeVolume':
    case 'removeNetwork':
    case 'restoreEngine':
    case 'leaveSwarm':
    case 'removeNode':
      return true;
    case 'updateNode':
      return action.change.availability === 'drain' || action.change.role === 'worker';
    case 'createMachine':
    case 'startMachine':
    case 'checkEngineVersion':
    case 'probeStore':
    case 'pullImage':
    case 'runContainer':
    case 'startContainer':
    case 'awaitStore':
    case 'awaitNodes':
    case 'introduceEngine':
    case 'initSwarm':
    case 'joinSwarm':
    case 'awaitSwarm':
    case 'createNetwork':
      return false;
  }
}

/** What the button `verb`, which also removes the store's data, does beyond the other one; empty if nothing. */
export function whatGoesWithData({ keepsData, removesData }: DownPlans, verb: string, t: Translate): string {
  const volumes = removesData.steps.flatMap(({ action }) =>
    action.kind === 'removeVolume'
      ? [t('The key-value store’s data on {0} is deleted (volume {1}).', action.machine, action.volume)]
      : [],
  );
  const warnings = removesData.warnings.filter((warning) => !keepsData.warnings.some((each) => equal(each, warning)));
  const lines = [...volumes.map((line) => `⚠ ${line}`), ...warningLines(warnings, t)];
  return lines.length === 0 ? '' : [t('With “{0}”:', verb), ...lines].join('\n');
}
