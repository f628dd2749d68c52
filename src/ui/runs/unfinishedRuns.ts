/** Tells of runs that were cut off because VS Code was closed on them: what they made may still be there. */
import { commands } from 'vscode';
import type { Lifetime } from '../../base/lifetime.ts';
import { seconds, type Milliseconds } from '../../base/units.ts';
import type { Run } from '../../service/services.ts';
import { t } from '../localise.ts';
import { offerRollBack } from './rollBack.ts';
import type { Shell } from '../shell.ts';
import { tell, type Button } from '../tell.ts';

/** A notice that is dismissed in a window that closes before this was not read. */
const lastingTime: Milliseconds = seconds(2);

/** A run is settled by a button, or by a notice that was dismissed in a window that lives on; else the next window tells of it again. */
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

/** Whether the window is still there after a while; never resolves in one whose end this extension host was not told. */
async function livesOn(lifetime: Lifetime): Promise<boolean> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, lastingTime);
    lifetime.add({
      dispose: () => {
        clearTimeout(timer);
      },
    });
  });
  // The window answers this. A served VS Code's extension host outlives its window until the server misses that.
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
