/** Notifies when a cluster becomes unhealthy, unless it is muted or the user caused it. */
import { commands } from 'vscode';
import { Lifetime, type Disposable } from '../../base/lifetime.ts';
import { clusterHealth } from '../../checks/health.ts';
import { findCluster, type Snapshot } from '../../model/snapshot.ts';
import { t } from '../localise.ts';
import type { Shell } from '../shell.ts';
import { button, tell, tellFailure } from '../tell.ts';
import { HealthEpisodes } from './healthEpisodes.ts';
import { noticeAction, noticeText } from './noticeText.ts';
import { StoreEpisode } from './storeEpisode.ts';

export function createHealthNotices(shell: Shell, onError: (error: unknown) => void): Disposable {
  const { current } = shell;
  const lifetime = new Lifetime();
  const episodes = new HealthEpisodes();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const store = new StoreEpisode();
  const tellStore = (): void => {
    const { storeFailure } = current.clusters.snapshot;
    if (!lifetime.isOver && storeFailure && store.isDue(Date.now())) tellFailure(shell, storeFailure);
  };
  const see = (snapshot: Snapshot): void => {
    const due = store.see(snapshot, Date.now());
    if (due !== undefined) setTimeout(tellStore, due - Date.now());
    episodes.keep(snapshot.clusters.map(({ name }) => name));
    for (const cluster of snapshot.clusters) {
      const { level } = clusterHealth(cluster, snapshot);
      if (!episodes.see(cluster.name, level, Date.now())) continue;
      silenceOurs(cluster.name).catch(onError);
    }
    schedule();
  };
  const silenceOurs = async (cluster: string): Promise<void> => {
    if (await current.machines.isWorkedOn(cluster)) episodes.silence(cluster);
  };
  const schedule = (): void => {
    clearTimeout(timer);
    const next = episodes.next();
    if (next === undefined || lifetime.isOver) return;
    timer = setTimeout(
      () => {
        tellDue().catch(onError);
      },
      Math.max(0, next - Date.now()),
    );
  };
  const tellDue = async (): Promise<void> => {
    for (const name of episodes.due(Date.now())) {
      const { snapshot } = current.clusters;
      if (!shell.muted.has(snapshot.storePath, name) && !(await current.machines.isWorkedOn(name)))
        tellIll(shell, name, snapshot);
    }
    schedule();
  };

  see(current.clusters.snapshot);
  lifetime.add(current.onDidChange(see));
  lifetime.add({
    dispose: () => {
      clearTimeout(timer);
    },
  });
  return lifetime;
}

function tellIll(shell: Shell, name: string, snapshot: Snapshot): void {
  const cluster = findCluster(snapshot, name);
  // Its errors may have become transient findings.
  if (!cluster || clusterHealth(cluster, snapshot).level === 'unknown') return;
  const action = noticeAction(cluster, snapshot, t);
  tell(shell, 'warning', noticeText(cluster, snapshot, t), [
    ...(action ? [button(action)] : []),
    { title: t('Show'), press: () => commands.executeCommand('dockerOverlay.showHealth') },
    { title: t('Mute'), press: () => mute(shell, name, snapshot.storePath) },
  ]);
}

async function mute(shell: Shell, cluster: string, storePath: string): Promise<void> {
  await shell.muted.mute(storePath, cluster);
  tell(shell, 'info', t('You no longer get a notification when {0} becomes unhealthy.', cluster), [
    { title: t('Undo'), press: () => commands.executeCommand('dockerOverlay.unmuteCluster', { cluster }) },
  ]);
}
