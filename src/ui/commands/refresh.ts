/** Looks at everything anew. */
import { ok } from '../../base/result.ts';
import { clusterHealth } from '../../checks/health.ts';
import { viewId } from '../tree/clustersView.ts';
import { command } from './command.ts';
import { window } from '../surface/window.ts';

export const refresh = command('refresh', async ({ current }) => {
  const snapshot = await window.withProgress({ location: { viewId } }, () => current.clusters.refresh());
  return ok({
    machines: snapshot.machines.map(({ name }) => name),
    clusters: snapshot.clusters.map((cluster) => {
      const { level, healthy, of } = clusterHealth(cluster, snapshot);
      return { name: cluster.name, level, healthy, of };
    }),
  });
});
