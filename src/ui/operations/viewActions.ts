/** View buttons and small settings: refresh, filter, log, muted clusters, stored secrets. */
import { commands } from 'vscode';
import { ok, err } from '../../base/result.ts';
import { named } from '../../base/text.ts';
import type { Outcome } from '../../model/failure.ts';
import { clusterHealth } from '../../checks/health.ts';
import { t } from '../localise.ts';
import type { Shell } from '../shell.ts';
import { asLabel } from '../surface/labels.ts';
import { window } from '../surface/window.ts';
import { textOf } from '../targets/argument.ts';
import { tell } from '../tell.ts';
import { viewId } from '../tree/rowContext.ts';

export async function refresh({ current }: Shell): Promise<Outcome<unknown>> {
  const snapshot = await window.withProgress({ location: { viewId } }, () => current.clusters.refresh());
  return ok({
    machines: snapshot.machines.map(({ name }) => name),
    clusters: snapshot.clusters.map((cluster) => {
      const { level, healthy, of } = clusterHealth(cluster, snapshot);
      return { name: cluster.name, level, healthy, of };
    }),
  });
}

/** Filters rows while the user types. */
export async function filterClusters({ filter }: Shell): Promise<Outcome<unknown>> {
  await commands.executeCommand(`${viewId}.focus`);
  await new Promise<void>((resolve) => {
    const input = window.createInputBox();
    input.title = asLabel(t('Filter Clusters'));
    input.prompt = asLabel(t('Words from a name, address or state: “swarm-node3”, “10.0.0”, “unhealthy”.'));
    input.value = filter.text;
    input.onDidChangeValue((value) => {
      filter.set(value);
    });
    input.onDidAccept(() => {
      input.hide();
    });
    // The filter stays, even after a click on a remaining row.
    input.onDidHide(() => {
      input.dispose();
      resolve();
    });
    input.show();
  });
  return ok({ filter: filter.text });
}

export function clearFilter({ filter }: Shell): Outcome<unknown> {
  filter.set('');
  return ok({ filter: '' });
}

export function showLog({ log }: Shell): Outcome<undefined> {
  log.show();
  return ok(undefined);
}

/** Turns notifications about a cluster's health on again. */
export async function unmuteCluster({ current, muted }: Shell, argument: unknown): Promise<Outcome<unknown>> {
  const { storePath } = current.clusters.snapshot;
  const cluster =
    textOf(argument, 'cluster') ??
    (await window.showQuickPick([...muted.in(storePath)], {
      placeHolder: t('Unmute which cluster?'),
    }));
  if (cluster === undefined) return err({ kind: 'cancelled', what: t('Unmuting a cluster') });
  await muted.unmute(storePath, cluster);
  window.setStatusBarMessage(t('You get a notification when {0} becomes unhealthy.', cluster), 5000);
  return ok({ cluster });
}

/** Deletes the stored secrets that `machine.environment` names. They are requested again when needed. */
export async function forgetSecrets(shell: Shell): Promise<Outcome<unknown>> {
  const forgotten = await shell.settings.forgetSecrets();
  tell(
    shell,
    'info',
    forgotten.length === 0
      ? t('The setting dockerOverlay.machine.environment names no secrets.')
      : t('Forgotten: {0}. You are asked again when they are needed.', named(forgotten, t)),
  );
  return ok({ forgotten });
}
