/** Tells of runs that were cut off because VS Code was closed on them: what they made may still be there. */
import { commands } from 'vscode';
import type { Run } from '../../service/services.ts';
import { t } from '../localise.ts';
import { offerRollBack } from './rollBack.ts';
import type { Shell } from '../shell.ts';
import { tell, type Button } from '../tell.ts';

export async function tellUnfinishedRuns(shell: Shell): Promise<void> {
  for (const run of await shell.current.runs.unfinishedRuns()) {
    // One that nobody has closed, the next window tells again: it may have been shown in a window that was closing.
    tell(shell, 'warning', words(run), buttons(shell, run), () => {
      shell.current.runs.settle(run).catch((error: unknown) => {
        shell.log.error('settling a run that was cut off', error);
      });
    });
  }
}

function words({ plan, summary }: Run): string {
  const done = t('{0} of {1} steps were done.', summary.done.length, plan.steps.length);
  switch (plan.verb) {
    case 'up':
      return t(
        'Bringing {0} up was cut off when VS Code was closed. {1} Bring it up again to finish it.',
        plan.cluster,
        done,
      );
    case 'down':
      return t(
        'Bringing {0} down was cut off when VS Code was closed. {1} Bring it down again to finish it.',
        plan.cluster,
        done,
      );
    case 'rollback':
      return t(
        'Rolling {0} back was cut off when VS Code was closed. {1} Bring the cluster down to remove what is left.',
        plan.cluster,
        done,
      );
  }
}

function buttons(shell: Shell, run: Run): readonly Button[] {
  const { cluster, verb } = run.plan;
  const down: Button = {
    title: t('Bring Down'),
    press: () => commands.executeCommand('dockerOverlay.bringClusterDown', { cluster }),
  };
  if (verb !== 'up') return [down];
  return [
    { title: t('Bring Up Again'), press: () => commands.executeCommand('dockerOverlay.bringClusterUp') },
    { title: t('Roll Back'), press: () => offerRollBack(shell, run) },
  ];
}
