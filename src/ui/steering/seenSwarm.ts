/** A swarm to choose from: as the picture has it, else as its managers tell it now. */
import { ok } from '../../base/result.ts';
import type { Outcome } from '../../model/failure.ts';
import { lastOf } from '../../model/seen.ts';
import { findCluster } from '../../model/snapshot.ts';
import type { SwarmView } from '../../model/swarmMode.ts';
import type { Shell } from '../shell.ts';

export async function seenSwarm({ current }: Pick<Shell, 'current'>, cluster: string): Promise<Outcome<SwarmView>> {
  const swarm = findCluster(current.clusters.snapshot, cluster)?.swarm;
  const last = swarm && lastOf(swarm.view);
  return last ? ok(last.value) : current.swarms.view(cluster);
}
