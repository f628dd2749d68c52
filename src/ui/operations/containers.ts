/** Actions on one or several containers, at their engines. */
import { commands } from 'vscode';
import { err, ok } from '../../base/result.ts';
import { containerStakes, type ContainerStakes } from '../../model/containerStakes.ts';
import type { Container } from '../../model/engine.ts';
import type { Outcome } from '../../model/failure.ts';
import type { ContainerAction, ContainerPlace, ContainerTarget } from '../../service/actions.ts';
import { t } from '../localise.ts';
import type { Shell } from '../shell.ts';
import { window } from '../surface/window.ts';
import { containersOf } from '../targets/argument.ts';
import { pickContainer } from '../targets/pickTarget.ts';
import { remedyButtons, tell, type Button } from '../tell.ts';
import { containersWords, endWords, isAsAsked, stakesWords, type ContainersReport } from './containerTexts.ts';
import { runEach, type Operation, type Progress } from './runOperation.ts';
import { commonVerbs } from './verbTexts.ts';

const atOnce = 8;

/** The dialog and the change refer to the same containers: each target has its ID. */
interface Preview {
  readonly targets: readonly ContainerTarget[];
  readonly stakes: readonly ContainerStakes[];
  readonly missing: ContainersReport['failed'];
}

export const containerOperation = (
  verb: ContainerAction,
): Operation<readonly ContainerPlace[], Preview, ContainersReport> => ({
  resolve: async ({ current }, argument, selected) => {
    const places = containersOf(argument, selected);
    if (places.length > 0) return ok(places);
    const picked = await pickContainer(current.clusters.snapshot, fits(verb));
    return picked ? ok([picked]) : err({ kind: 'cancelled', what: title(verb, []) });
  },
  preview,
  question: ({ targets, stakes }) =>
    verb === 'start'
      ? undefined
      : {
          text: commonVerbs[verb].question(containersWords(targets, t), t),
          detail: stakesWords(verb, stakes, t),
          button: commonVerbs[verb].button(t),
        },
  title: ({ targets }) => title(verb, targets),
  run: (shell, previewed, progress) => change(shell, verb, previewed, progress),
  report,
});

const title = (verb: ContainerAction, places: readonly ContainerPlace[]): string =>
  commonVerbs[verb].progress(containersWords(places, t), t);

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

async function preview({ current }: Shell, places: readonly ContainerPlace[]): Promise<Outcome<Preview>> {
  const found = await Promise.all(
    places.map(async (place) => ({ place, target: await current.containers.find(place) })),
  );
  const targets = found.flatMap(({ target }) => (target.ok ? [target.value] : []));
  const missing = found.flatMap(({ place, target }) => (target.ok ? [] : [{ ...place, failure: target.error }]));
  const [missed] = missing;
  if (missed && targets.length === 0) return err(missed.failure);
  return ok({ targets, stakes: containerStakes(targets, current.clusters.snapshot), missing });
}

async function change(
  { current }: Shell,
  verb: ContainerAction,
  { targets, missing }: Preview,
  progress: Progress,
): Promise<Outcome<ContainersReport>> {
  const results = await runEach(targets, atOnce, progress, async (target) => {
    const { machine, container } = target;
    const result = await current.containers.change(verb, target, { signal: progress.signal });
    return { place: { machine, container }, result };
  });
  const done = results.flatMap(({ result }) => (result.ok ? [result.value] : []));
  const failed = [
    ...missing,
    ...results.flatMap(({ place, result }) => (result.ok ? [] : [{ ...place, failure: result.error }])),
  ];
  const [first] = failed;
  if (!first) return ok({ verb, done, failed });
  // For a single container the failure is all there is to report.
  return done.length === 0 && failed.length === 1
    ? err(first.failure)
    : ok({ verb, done, failed, failure: first.failure });
}

function report({ log }: Shell, all: ContainersReport): void {
  const { done, failed, failure } = all;
  const surprise = done.find((each) => !isAsAsked(each));
  const words = endWords(all, t);
  if (failed.length === 0 && !surprise) {
    // The rows show the result: a message for each would get in the way.
    log.info(words);
    window.setStatusBarMessage(words, 5000);
    return;
  }
  const logs = (): unknown => commands.executeCommand('dockerOverlay.showContainerLogs', surprise);
  const buttons: readonly Button[] = surprise ? [{ title: t('Show Container Logs'), press: logs }] : [];
  tell({ log }, done.length > 0 ? 'warning' : 'error', words, [
    ...buttons,
    ...(failure ? remedyButtons(failure, buttons) : []),
  ]);
}
