/** Something that is done to one machine or to several: who, whether, a confirmation that names what goes, progress, the end. */
import { commands } from 'vscode';
import { limit } from '../../base/async.ts';
import { err, ok } from '../../base/result.ts';
import { named } from '../../base/text.ts';
import type { Failure, Outcome } from '../../model/failure.ts';
import { targetsOf, type Targets } from '../../model/identity.ts';
import { canPower, canReachHost } from '../../model/machine.ts';
import { findMachine, machineOf, type SeenMachine } from '../../model/snapshot.ts';
import { machineStakes, type MachineStakes } from '../../model/stakes.ts';
import type { MachineAction, MachineChange } from '../../service/actions.ts';
import { pickMachine } from '../targets/pickTarget.ts';
import { t } from '../localise.ts';
import { confirmByTyping, mostUntyped } from '../runs/confirmByTyping.ts';
import { withCancel } from '../runs/runPlan.ts';
import type { Shell } from '../shell.ts';
import { remedyButtons, tell, type Button } from '../tell.ts';
import {
  endWords,
  isWell,
  machinesWords,
  progressWords,
  questionWords,
  stakesWords,
  verbWords,
  type MachinesReport,
} from './machineWords.ts';
import { machinesOf } from '../targets/argument.ts';
import { window } from '../surface/window.ts';

/** Each is a process of docker-machine, and on this computer a virtual machine that starts or ends. */
const atOnce = 4;

export async function changeMachines(
  verb: MachineAction,
  shell: Shell,
  argument: unknown,
  selected: unknown,
): Promise<Outcome<MachinesReport>> {
  const cancelled = err({ kind: 'cancelled', what: progressWords(verb, [t('a machine')], t) } as const);
  let names = machinesOf(argument, selected);
  if (names.length === 0) {
    const picked = await pickMachine(shell.current.clusters.snapshot, fits(verb));
    if (picked === undefined) return cancelled;
    names = [picked];
  }
  const obstacles = await obstaclesOf(shell, verb, names);
  const [obstacle] = obstacles;
  // What cannot be done to all that were chosen is told before anything is asked; of one there is nothing more to tell.
  if (obstacle && obstacles.length === names.length) return err(obstacle.failure);
  const able = names.filter((name) => obstacles.every(({ machine }) => machine !== name));
  const secrets = await shell.settings.askSecrets();
  if (!secrets.ok) return secrets;
  const toolFailure = await toolFailureFor(shell, able);
  if (toolFailure) return err(toolFailure);
  // What the dialog says and what is done then are about the same machines.
  const { snapshot } = shell.current.clusters;
  const targets = targetsOf(snapshot, able);
  const stakes = machineStakes(able, snapshot);
  if (!(await isWanted(verb, able, stakes, obstacles))) return cancelled;
  const { done, failed } = await changeAll(shell, verb, targets, able);
  const all = [...obstacles, ...failed];
  const [first] = all;
  if (first && done.length === 0 && all.length === 1) return failedAlone(shell, verb, first);
  const report: MachinesReport = { verb, done, failed: all, ...(first ? { failure: first.failure } : {}) };
  tellEnd(shell, report);
  return ok(report);
}

type Failed = MachinesReport['failed'];

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

async function obstaclesOf({ current }: Shell, verb: MachineAction, names: readonly string[]): Promise<Failed> {
  const failures: { readonly machine: string; readonly failure: Failure }[] = [];
  for (const machine of names) {
    const failure = await current.machines.obstacle(verb, machine);
    if (failure) failures.push({ machine, failure });
  }
  return failures;
}

/** Why docker-machine cannot do it. The folder of a machine whose record docker-machine cannot load is removed without docker-machine. */
async function toolFailureFor({ current }: Shell, names: readonly string[]): Promise<Failure | undefined> {
  const { snapshot } = current.clusters;
  const needsTool = names.some((name) => {
    const record = findMachine(snapshot, name)?.record;
    return !record || 'machine' in record || record.failure.kind !== 'recordUnloadable';
  });
  return needsTool ? current.tool.failure() : undefined;
}

async function isWanted(
  verb: MachineAction,
  names: readonly string[],
  stakes: readonly MachineStakes[],
  obstacles: Failed,
): Promise<boolean> {
  if (verb === 'start' && obstacles.length === 0) return true;
  const left = obstacles.map(({ machine }) => machine);
  const detail = [stakesWords(verb, stakes, t), left.length > 0 ? t('Not possible for {0}.', named(left, t)) : ''];
  const button = verbWords(verb, t);
  const options = { modal: true, detail: detail.filter(Boolean).join('\n\n') };
  if ((await window.showWarningMessage(questionWords(verb, names, t), options, button)) !== button) return false;
  const isMuch = (verb === 'remove' || verb === 'forget') && names.length > mostUntyped;
  return !isMuch || confirmByTyping(machinesWords(names, t), questionWords(verb, names, t));
}

function changeAll(
  { current, log }: Shell,
  verb: MachineAction,
  targets: Targets,
  names: readonly string[],
): Promise<{ readonly done: readonly MachineChange[]; readonly failed: Failed }> {
  return withCancel(progressWords(verb, names, t), async (signal, report) => {
    const inTurn = limit(atOnce);
    let ended = 0;
    const results = await Promise.all(
      names.map((machine) =>
        inTurn(async () => {
          const result = await current.machines.change(verb, machine, {
            signal,
            targets,
            onLine: (line) => {
              log.info(`${machine}: ${line}`);
              report({ message: names.length === 1 ? line : t('{0} of {1} · {2}', ended, names.length, machine) });
            },
          });
          ended += 1;
          report({ increment: 100 / names.length });
          return { machine, result };
        }),
      ),
    );
    return {
      done: results.flatMap(({ result }) => (result.ok ? [result.value] : [])),
      failed: results.flatMap(({ machine, result }) => (result.ok ? [] : [{ machine, failure: result.error }])),
    };
  });
}

/** Not where it was not even tried, as it is another one by now. */
const couldBeForgotten = ({ kind }: Failure): boolean =>
  kind !== 'cancelled' && kind !== 'targetChanged' && kind !== 'storeChanged' && kind !== 'machineUnknown';

/** One machine and nothing done: the failure is all there is to tell, and of a removal what can be done all the same. */
function failedAlone(shell: Shell, verb: MachineAction, { machine, failure }: Failed[number]): Outcome<MachinesReport> {
  if (verb !== 'remove' || !couldBeForgotten(failure)) return err(failure);
  const report = { verb, done: [], failed: [{ machine, failure }], failure };
  const forget: Button = {
    title: t('Forget…'),
    press: () => commands.executeCommand('dockerOverlay.removeMachine', { machine, force: true }),
  };
  tell(shell, 'error', endWords(report, t), [forget, ...remedyButtons(failure, [forget])]);
  return ok(report);
}

function tellEnd({ log }: Shell, report: MachinesReport): void {
  const { failed, done, failure } = report;
  const severity = done.length === 0 ? 'error' : isWell(report) ? 'info' : 'warning';
  const ended = done.flatMap((change) => change.ended.map((container) => ({ machine: change.machine, container })));
  const buttons: readonly Button[] = [
    ...(ended.length > 0
      ? [
          {
            title: t('Start Containers'),
            press: () => commands.executeCommand('dockerOverlay.startContainer', ended[0], ended),
          },
        ]
      : []),
    ...(failed.length > 0 ? [{ title: t('Show Log'), press: log.show }] : []),
  ];
  tell({ log }, severity, endWords(report, t), [...buttons, ...(failure ? remedyButtons(failure, buttons) : [])]);
}
