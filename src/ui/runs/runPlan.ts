/** Runs a plan with a cancellable progress notification. */
import { ProgressLocation } from 'vscode';
import type { Outcome } from '../../model/failure.ts';
import type { Plan } from '../../model/plan.ts';
import type { Run } from '../../service/services.ts';
import { t } from '../localise.ts';
import type { Shell } from '../shell.ts';
import { runProgress } from './runProgress.ts';
import { window } from '../surface/window.ts';

/** `again` is for a plan that is not shown (`up.onFailure: rollback`): plan again if things have changed since. */
export async function runPlan(shell: Shell, plan: Plan, again?: () => Promise<Outcome<Plan>>): Promise<Outcome<Run>> {
  const run = await runShown(shell, plan);
  if (!again || run.ok || run.error.kind !== 'planChanged') return run;
  const anew = await again();
  return anew.ok ? runShown(shell, anew.value) : anew;
}

function runShown({ current }: Shell, plan: Plan): Promise<Outcome<Run>> {
  const next = runProgress(plan, t);
  return withCancel(titleOf(plan), (signal, report) =>
    current.hold(() =>
      current.runs.run(plan, {
        signal,
        onEvent: (event) => {
          const shown = next(event);
          if (shown) report(shown);
        },
      }),
    ),
  );
}

/** Shows a cancellable notification during some work; its Cancel button aborts the signal. */
export function withCancel<T>(
  title: string,
  work: (
    signal: AbortSignal,
    report: (progress: { readonly message?: string; readonly increment?: number }) => void,
  ) => Promise<T>,
): Promise<T> {
  return Promise.resolve(
    window.withProgress({ location: ProgressLocation.Notification, title, cancellable: true }, (progress, token) => {
      const controller = new AbortController();
      const listening = token.onCancellationRequested(() => {
        controller.abort();
      });
      return work(controller.signal, (report) => {
        progress.report(report);
      }).finally(() => {
        listening.dispose();
      });
    }),
  );
}

function titleOf({ verb, cluster }: Plan): string {
  switch (verb) {
    case 'up':
      return t('Bringing {0} up', cluster);
    case 'down':
      return t('Bringing {0} down', cluster);
    case 'rollback':
      return t('Rolling {0} back', cluster);
  }
}
