/** Actions on one or several machines. */
import { commands } from 'vscode';
import { err, ok } from '../../base/result.ts';
import { named } from '../../base/text.ts';
import type { Failure, Outcome } from '../../model/failure.ts';
import { targetsOf, type Targets } from '../../model/identity.ts';
import { canPower, canReachHost } from '../../model/machine.ts';
import { findMachine, machineOf, type SeenMachine } from '../../model/snapshot.ts';
import { machineStakes, type MachineStakes } from '../../model/stakes.ts';
import type { MachineAction } from '../../service/actions.ts';
import { t } from '../localise.ts';
import { mostUntyped } from '../runs/confirm.ts';
import type { Shell } from '../shell.ts';
import { machinesOf } from '../targets/argument.ts';
import { pickMachine } from '../targets/pickTarget.ts';
import { remedyButtons, tell, type Button } from '../tell.ts';
import { endWords, isWell, machinesWords, machineVerbs, stakesWords, type MachinesReport } from './machineTexts.ts';
import { runEach, type Operation, type Progress, type Question } from './runOperation.ts';

/** Each is a docker-machine process and, on this computer, a virtual machine that starts or stops. */
const atOnce = 4;

type Failed = MachinesReport['failed'];

/** The dialog and the change refer to the same machines: `targets` holds their identities. */
interface Preview {
  readonly names: readonly string[];
  readonly targets: Targets;
  readonly stakes: readonly MachineStakes[];
  /** Machines that do not support the action, and why. */
  readonly obstacles: Failed;
}

export const machineOperation = (verb: MachineAction): Operation<readonly string[], Preview, MachinesReport> => ({
  resolve: async ({ current }, argument, selected) => {
    const names = machinesOf(argument, selected);
    if (names.length > 0) return ok(names);
    const picked = await pickMachine(current.clusters.snapshot, fits(verb));
    const what = machineVerbs[verb].progress(t('a machine'), t);
    return picked === undefined ? err({ kind: 'cancelled', what }) : ok([picked]);
  },
  preview: (shell, names) => preview(shell, verb, names),
  question: (previewed) => question(verb, previewed),
  title: ({ names }) => machineVerbs[verb].progress(machinesWords(names, t), t),
  run: (shell, previewed, progress) => change(shell, verb, previewed, progress),
  report,
});

const fits =
  (verb: MachineAction) =>
  (seen: SeenMachine): boolean => {
    const driver = machineOf(seen)?.driver;
    switch (verb) {
      case 'remove':
      case 'forget':
        return true;
      case 'regenerateCertificates':
        return driver !== undefined && canReachHost(driver);
      case 'start':
        return driver !== undefined && canPower(driver) && seen.engine.state !== 'seen';
      case 'stop':
      case 'restart':
        return driver !== undefined && canPower(driver) && seen.power !== 'stopped';
    }
  };

async function preview(shell: Shell, verb: MachineAction, chosen: readonly string[]): Promise<Outcome<Preview>> {
  const { current, settings } = shell;
  const obstacles: Failed[number][] = [];
  for (const machine of chosen) {
    const failure = await current.machines.obstacle(verb, machine);
    if (failure) obstacles.push({ machine, failure });
  }
  const [obstacle] = obstacles;
  if (obstacle && obstacles.length === chosen.length) return err(obstacle.failure);
  const names = chosen.filter((name) => obstacles.every(({ machine }) => machine !== name));
  const secrets = await settings.askSecrets();
  if (!secrets.ok) return secrets;
  const toolFailure = await toolFailureFor(shell, names);
  if (toolFailure) return err(toolFailure);
  const { snapshot } = current.clusters;
  return ok({ names, targets: targetsOf(snapshot, names), stakes: machineStakes(names, snapshot), obstacles });
}

/** Why docker-machine cannot do it. Folders of machines with an unreadable record are removed without docker-machine. */
async function toolFailureFor({ current }: Shell, names: readonly string[]): Promise<Failure | undefined> {
  const { snapshot } = current.clusters;
  const needsTool = names.some((name) => {
    const record = findMachine(snapshot, name)?.record;
    return !record || 'machine' in record || record.failure.kind !== 'recordUnloadable';
  });
  return needsTool ? current.tool.failure() : undefined;
}

function question(verb: MachineAction, { names, stakes, obstacles }: Preview): Question | undefined {
  if (verb === 'start' && obstacles.length === 0) return undefined;
  const what = machinesWords(names, t);
  const left = obstacles.map(({ machine }) => machine);
  const detail = [stakesWords(verb, stakes, t), left.length > 0 ? t('Not possible for {0}.', named(left, t)) : ''];
  const isMuch = (verb === 'remove' || verb === 'forget') && names.length > mostUntyped;
  return {
    text: machineVerbs[verb].question(what, t),
    detail: detail.filter(Boolean).join('\n\n'),
    button: machineVerbs[verb].button(t),
    typed: isMuch ? what : undefined,
  };
}

async function change(
  { current, log }: Shell,
  verb: MachineAction,
  { names, targets, obstacles }: Preview,
  progress: Progress,
): Promise<Outcome<MachinesReport>> {
  const results = await runEach(names, atOnce, progress, async (machine, ended) => {
    const onLine = (line: string): void => {
      log.info(`${machine}: ${line}`);
      progress.report({ message: names.length === 1 ? line : t('{0} of {1} · {2}', ended, names.length, machine) });
    };
    const result = await current.machines.change(verb, machine, { signal: progress.signal, targets, onLine });
    return { machine, result };
  });
  const done = results.flatMap(({ result }) => (result.ok ? [result.value] : []));
  const failed = [
    ...obstacles,
    ...results.flatMap(({ machine, result }) => (result.ok ? [] : [{ machine, failure: result.error }])),
  ];
  const [first] = failed;
  if (!first) return ok({ verb, done, failed });
  const report = { verb, done, failed, failure: first.failure };
  // For a single machine the failure is all there is to report.
  return done.length > 0 || failed.length > 1 || canForget(report) ? ok(report) : err(first.failure);
}

/** A machine that its driver failed to remove. Not if removal was skipped because another machine now has its name. */
function canForget({ verb, done, failed, failure }: MachinesReport): boolean {
  if (verb !== 'remove' || done.length > 0 || failed.length !== 1) return false;
  const untried: readonly (Failure['kind'] | undefined)[] = [
    'cancelled',
    'targetChanged',
    'storeChanged',
    'machineUnknown',
  ];
  return !untried.includes(failure?.kind);
}

function report({ log }: Shell, all: MachinesReport): void {
  const { failed, done, failure } = all;
  const severity = done.length === 0 ? 'error' : isWell(all) ? 'info' : 'warning';
  const buttons = canForget(all) ? [forgetButton(failed)] : [...restartButton(done), ...logButton(failed, log.show)];
  tell({ log }, severity, endWords(all, t), [...buttons, ...(failure ? remedyButtons(failure, buttons) : [])]);
}

const forgetButton = ([first]: Failed): Button => ({
  title: t('Forget…'),
  press: () => commands.executeCommand('dockerOverlay.removeMachine', { machine: first?.machine, force: true }),
});

/** For containers that ran before. */
function restartButton(done: MachinesReport['done']): readonly Button[] {
  const ended = done.flatMap((each) => each.ended.map((container) => ({ machine: each.machine, container })));
  const press = (): unknown => commands.executeCommand('dockerOverlay.startContainer', ended[0], ended);
  return ended.length > 0 ? [{ title: t('Start Containers'), press }] : [];
}

const logButton = (failed: Failed, press: () => void): readonly Button[] =>
  failed.length > 0 ? [{ title: t('Show Log'), press }] : [];
