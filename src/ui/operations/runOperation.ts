/** Runs every operation on machines, containers, nodes and services; a table per noun describes its verbs. */
import { ProgressLocation } from 'vscode';
import { limit } from '../../base/async.ts';
import { err } from '../../base/result.ts';
import type { Outcome } from '../../model/failure.ts';
import { t } from '../localise.ts';
import { confirmByTyping } from '../runs/confirm.ts';
import { withCancel } from '../runs/runPlan.ts';
import type { Shell } from '../shell.ts';
import { window } from '../surface/window.ts';

/**
 * One verb of a noun. The command's row has already decided whether it is allowed. If a step fails or is cancelled, later steps do not run.
 */
export interface Operation<Target, Preview, Done> {
  /** Finds the target in the argument, or asks the user. */
  readonly resolve: (shell: Shell, argument: unknown, selected: unknown) => Promise<Outcome<Target>>;
  /** Impact, and identity of the targets. Changes nothing. */
  readonly preview: (shell: Shell, target: Target) => Promise<Outcome<Preview>>;
  /** Undefined: removes nothing, so no confirmation is needed. */
  readonly question: (preview: Preview) => Question | undefined;
  /** Progress title. */
  readonly title: (preview: Preview) => string;
  readonly run: (shell: Shell, preview: Preview, progress: Progress) => Promise<Outcome<Done>>;
  readonly report: (shell: Shell, done: Done) => void;
}

export interface Question {
  readonly text: string;
  /** What is lost, moves or stops. */
  readonly detail: string;
  /** The verb. */
  readonly button: string;
  /** Text to type as well: a button is too easy to press for this much. */
  readonly typed?: string | undefined;
}

export interface Progress {
  readonly signal: AbortSignal;
  readonly report: (progress: { readonly message?: string; readonly increment?: number }) => void;
}

export async function runOperation<Target, Preview, Done>(
  operation: Operation<Target, Preview, Done>,
  shell: Shell,
  argument: unknown,
  selected?: unknown,
): Promise<Outcome<Done>> {
  const target = await operation.resolve(shell, argument, selected);
  if (!target.ok) return target;
  const preview = await operation.preview(shell, target.value);
  if (!preview.ok) return preview;
  const title = operation.title(preview.value);
  const question = operation.question(preview.value);
  if (question && !(await isConfirmed(question))) return err({ kind: 'cancelled', what: title });
  const done = await withCancel(title, (signal, report) => operation.run(shell, preview.value, { signal, report }));
  if (done.ok) operation.report(shell, done.value);
  return done;
}

async function isConfirmed({ text, detail, button, typed }: Question): Promise<boolean> {
  if ((await window.showWarningMessage(text, { modal: true, detail }, button)) !== button) return false;
  return typed === undefined || confirmByTyping(typed, text);
}

/** Shows in the status bar that a cluster is queried for a preview. */
export const looking = <T>(cluster: string, look: () => Promise<T>): Promise<T> =>
  Promise.resolve(window.withProgress({ location: ProgressLocation.Window, title: t('Checking {0}', cluster) }, look));

/** Runs an action for each target with limited concurrency. Returns results in the order of the targets. */
export function runEach<T, R>(
  targets: readonly T[],
  atOnce: number,
  { report }: Progress,
  work: (target: T, ended: number) => Promise<R>,
): Promise<readonly R[]> {
  const inTurn = limit(atOnce);
  let ended = 0;
  return Promise.all(
    targets.map((target) =>
      inTurn(async () => {
        const result = await work(target, ended);
        ended += 1;
        report({ increment: 100 / targets.length });
        return result;
      }),
    ),
  );
}
