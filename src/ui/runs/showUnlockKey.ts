/** The unlock key of a swarm with autolock: shown once it is up, never stored. */
import { env } from 'vscode';
import { now } from '../../model/seen.ts';
import { findCluster, seenMembers, type Snapshot } from '../../model/snapshot.ts';
import { explainFailure } from '../explain/explainFailure.ts';
import { t } from '../localise.ts';
import type { Shell } from '../shell.ts';
import { window } from '../surface/window.ts';

/**
 * Once per swarm that a run has left running, whichever run created it: the window may have closed during that one. Does not use `tell`,
 * which logs what it shows.
 */
export async function showUnlockKey(
  { current, shownKeys }: Pick<Shell, 'current' | 'shownKeys'>,
  cluster: string,
): Promise<void> {
  const locked = lockedSwarm(cluster, current.clusters.snapshot);
  if (!locked || shownKeys.has(locked.id)) return;
  const again = t('docker swarm unlock-key on a manager shows it again, as long as one manager is unlocked.');
  const key = await current.runs.unlockKey(locked.machine);
  if (!key.ok) {
    const why = explainFailure(key.error, t).what;
    await window.showWarningMessage(`${t('The unlock key of {0} could not be read: {1}', cluster, why)} ${again}`);
    return;
  }
  const copy = t('Copy');
  const question = t('Keep the unlock key of {0}', cluster);
  const why = t('A manager whose engine restarts stays out of the swarm until you unlock it with this key:');
  const detail = `${why}\n\n${key.value}\n\n${again}`;
  const answer = await window.showWarningMessage(question, { modal: true, detail }, copy);
  await shownKeys.add(locked.id);
  if (answer === copy) await env.clipboard.writeText(key.value);
}

export interface LockedSwarm {
  readonly id: string;
  /** A manager that answers and is not locked itself. */
  readonly machine: string;
}

/** Undefined if it has no autolock, or does not exist (any more). */
export function lockedSwarm(cluster: string, snapshot: Snapshot): LockedSwarm | undefined {
  const found = findCluster(snapshot, cluster);
  if (!found) return undefined;
  return seenMembers(found, snapshot).flatMap(({ seen }): LockedSwarm[] => {
    const swarm = now(seen.engine)?.engine.swarm;
    return swarm?.state === 'active' && swarm.isManager && swarm.settings?.isAutolocked && swarm.clusterId
      ? [{ id: swarm.clusterId, machine: seen.name }]
      : [];
  })[0];
}
