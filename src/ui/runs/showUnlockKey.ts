/** The key of a swarm that is locked whenever its managers' engines restart: shown when the swarm has been made, and kept nowhere. */
import { env, window } from 'vscode';
import type { Plan, RunSummary } from '../../model/plan.ts';
import { explainFailure } from '../explain/explainFailure.ts';
import { t } from '../localise.ts';
import type { Shell } from '../shell.ts';
import { lockedBy } from './lockedBy.ts';

/** Nothing here goes through `tell`, which writes down what it tells. */
export async function showUnlockKey(
  { current }: Pick<Shell, 'current'>,
  run: { readonly plan: Plan; readonly summary: RunSummary },
): Promise<void> {
  const machine = lockedBy(run);
  if (machine === undefined) return;
  const again = t('docker swarm unlock-key on a manager shows it again, as long as one is not locked.');
  const key = await current.runs.unlockKey(machine);
  if (!key.ok) {
    const why = explainFailure(key.error, t).what;
    const told = t('The unlock key of {0} could not be read: {1}', run.plan.cluster, why);
    await window.showWarningMessage(`${told} ${again}`);
    return;
  }
  const copy = t('Copy');
  const question = t('Keep the unlock key of {0}', run.plan.cluster);
  const why = t('A manager whose engine restarts stays out of the swarm until it is unlocked with this key:');
  const detail = `${why}\n\n${key.value}\n\n${again}`;
  if ((await window.showWarningMessage(question, { modal: true, detail }, copy)) === copy)
    await env.clipboard.writeText(key.value);
}
