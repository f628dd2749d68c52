/** Reports runs that were interrupted because VS Code was closed: what they created may still exist. */
import { commands } from 'vscode';
import type { Lifetime } from '../../base/lifetime.ts';
import { seconds, type Milliseconds } from '../../base/units.ts';
import type { Run } from '../../service/services.ts';
import { t } from '../localise.ts';
import { offerRollBack } from './rollBack.ts';
import type { Shell } from '../shell.ts';
import { tell, type Button } from '../tell.ts';

/** A notification dismissed this shortly before its window closes counts as unread. */
const lastingTime: Milliseconds = seconds(2);

/** A button settles a run, or dismissing the notification in a window that stays open. Otherwise the next window reports it again. */
export async function tellUnfinishedRuns(shell: Shell, lifetime: Lifetime): Promise<void> {
  for (const run of await shell.current.runs.unfinishedRuns()) {
    const settle = async (isPressed: boolean): Promise<void> => {
      if (isPressed || (await livesOn(lifetime))) await shell.current.runs.settle(run);
    };
    tell(shell, 'warning', words(run), buttons(shell, run), (pressed) => {
      settle(pressed !== undefined).catch((error: unknown) => {
        shell.log.error('settling a run that was cut off', error);
      });
    });
  }
}

/** Whether the window is still open after a while. Never resolves if the extension host is not told that it closed. */
async function livesOn(lifetime: Lifetime): Promise<boolean> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, lastingTime);
    lifetime.add({
      dispose: () => {
        clearTimeout(timer);
      },
    });
  });
  // The window answers this. In a served VS Code the extension host outlives its window until the server notices.
  await commands.getCommands(true);
  return !lifetime.isOver;
}

function words({ plan, summary }: Run): string {
  const done = t('{0} of {1} steps were done.', summary.done.length, plan.steps.length);
  switch (plan.verb) {
    case 'up':
      return t(
        'Bringing {0} up was interrupted when VS Code closed. {1} Bring it up again to finish.',
        plan.cluster,
        done,
      );
    case 'down':
      return t(
        'Bringing {0} down was interrupted when VS Code closed. {1} Bring it down again to finish.',
        plan.cluster,
        done,
      );
    case 'rollback':
      return t(
        'Rolling {0} back was interrupted when VS Code closed. {1} Bring the cluster down to remove what is left.',
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
