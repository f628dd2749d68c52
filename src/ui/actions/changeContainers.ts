/** Something that is done to one container or to several, at the engines they are on. */
import { commands } from 'vscode';
import { limit } from '../../base/async.ts';
import { err, ok } from '../../base/result.ts';
import { containerStakes, type ContainerStakes } from '../../model/containerStakes.ts';
import type { Container } from '../../model/engine.ts';
import type { Outcome } from '../../model/failure.ts';
import type { ContainerAction, ContainerPlace, ContainerTarget } from '../../service/actions.ts';
import { t } from '../localise.ts';
import { withCancel } from '../runs/runPlan.ts';
import type { Shell } from '../shell.ts';
import { remedyButtons, tell, type Button } from '../tell.ts';
import {
  endWords,
  isAsAsked,
  progressWords,
  questionWords,
  stakesWords,
  verbWords,
  type ContainersReport,
} from './containerWords.ts';
import { pickContainer } from '../targets/pickTarget.ts';
import { containersOf } from '../targets/argument.ts';
import { window } from '../surface/window.ts';

const atOnce = 8;

export async function changeContainers(
  verb: ContainerAction,
  shell: Shell,
  argument: unknown,
  selected: unknown,
): Promise<Outcome<ContainersReport>> {
  const { current } = shell;
  let places = containersOf(argument, selected);
  if (places.length === 0) {
    const picked = await pickContainer(current.clusters.snapshot, fits(verb));
    places = picked ? [picked] : [];
  }
  const cancelled = err({ kind: 'cancelled', what: progressWords(verb, places, t) } as const);
  if (places.length === 0) return cancelled;
  const found = await Promise.all(
    places.map(async (place) => ({ place, target: await current.containers.find(place) })),
  );
  const targets = found.flatMap(({ target }) => (target.ok ? [target.value] : []));
  const missing = found.flatMap(({ place, target }) => (target.ok ? [] : [{ ...place, failure: target.error }]));
  const [missed] = missing;
  if (missed && targets.length === 0) return err(missed.failure);
  const stakes = containerStakes(targets, current.clusters.snapshot);
  if (!(await isWanted(verb, targets, stakes))) return cancelled;
  const report = await changeAll(shell, verb, targets, missing);
  const [first, ...more] = report.failed;
  if (first && more.length === 0 && report.done.length === 0) return err(first.failure);
  tellEnd(shell, report);
  return ok(report);
}

const fits =
  (verb: ContainerAction) =>
  ({ state }: Container): boolean => {
    switch (verb) {
      case 'start':
        return state !== 'running';
      case 'stop':
        return state === 'running' || state === 'restarting' || state === 'paused';
      case 'restart':
      case 'remove':
        return true;
    }
  };

async function isWanted(
  verb: ContainerAction,
  places: readonly ContainerPlace[],
  stakes: readonly ContainerStakes[],
): Promise<boolean> {
  if (verb === 'start') return true;
  const button = verbWords(verb, t);
  const options = { modal: true, detail: stakesWords(verb, stakes, t) };
  return (await window.showWarningMessage(questionWords(verb, places, t), options, button)) === button;
}

function changeAll(
  { current }: Shell,
  verb: ContainerAction,
  targets: readonly ContainerTarget[],
  missing: ContainersReport['failed'],
): Promise<ContainersReport> {
  return withCancel(progressWords(verb, targets, t), async (signal, report) => {
    const inTurn = limit(atOnce);
    const results = await Promise.all(
      targets.map((target) =>
        inTurn(async () => {
          const result = await current.containers.change(verb, target, { signal });
          report({ increment: 100 / targets.length });
          const { machine, container } = target;
          return { place: { machine, container }, result };
        }),
      ),
    );
    const failed = [
      ...missing,
      ...results.flatMap(({ place, result }) => (result.ok ? [] : [{ ...place, failure: result.error }])),
    ];
    const [first] = failed;
    return {
      verb,
      done: results.flatMap(({ result }) => (result.ok ? [result.value] : [])),
      failed,
      ...(first ? { failure: first.failure } : {}),
    };
  });
}

function tellEnd({ log }: Shell, report: ContainersReport): void {
  const { done, failed, failure } = report;
  const surprise = done.find((change) => !isAsAsked(change));
  const words = endWords(report, t);
  if (failed.length === 0 && !surprise) {
    // The rows show it: a message for each would only be in the way of the next.
    log.info(words);
    window.setStatusBarMessage(words, 5000);
    return;
  }
  const buttons: readonly Button[] = surprise
    ? [
        {
          title: t('Show Container Logs'),
          press: () => commands.executeCommand('dockerOverlay.showContainerLogs', surprise),
        },
      ]
    : [];
  tell({ log }, done.length > 0 ? 'warning' : 'error', words, [
    ...buttons,
    ...(failure ? remedyButtons(failure, buttons) : []),
  ]);
}
