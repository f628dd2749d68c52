/** The swarm's managers have a quorum and a leader, and describe the swarm. */
import { isToCome } from '../model/cluster.ts';
import type { Failure } from '../model/failure.ts';
import { quorumOf } from '../model/quorum.ts';
import { lastOf, now } from '../model/seen.ts';
import type { SeenMachine } from '../model/snapshot.ts';
import { defineCheck } from './check.ts';
import { isOutsideSwarm } from './clusterIncomplete.ts';
import { aboutCluster, type Found, type OfCluster } from './finding.ts';
import { powerOn } from './hostRemedies.ts';
import { measuredAt } from './measured.ts';
import { onMachine, refresh } from './remedy.ts';

export const quorum = defineCheck({
  id: 'quorum',
  scope: 'cluster',
  appliesTo: ['swarm-mode'],
  needs: ['swarm'],
  evaluate: ({
    cluster,
    machines,
    swarm: { view, source },
  }): readonly Found<Leaderless<'quorumLost'> | Leaderless<'noLeader'> | SwarmUntold>[] => {
    if (isToCome(cluster, view) || isOutsideSwarm(cluster, machines)) return [];
    const found = quorumOf(cluster, machines);
    const common = {
      severity: 'error',
      subject: aboutCluster(cluster.name),
      measured: measuredAt(source ?? cluster.name, view),
    } as const;
    switch (found?.state) {
      case 'lost':
      case 'leaderless': {
        const { reachable, of } = found;
        // A lost quorum needs a missing manager back; an election ends by itself.
        const away = machines.filter(
          ({ engine }) => engine.state === 'failed' && lastOf(engine)?.value.engine.swarm.isManager,
        );
        const remedies =
          found.state === 'lost'
            ? away.slice(0, 1).flatMap((seen) => [...powerOn(seen), onMachine('showDockerInfo', seen.name)])
            : [refresh];
        const kind = found.state === 'lost' ? 'quorumLost' : 'noLeader';
        return [{ ...common, kind, reachable, of, remedies }];
      }
      case 'untold':
        return found.failure && isNews(found.failure, machines)
          ? [{ ...common, kind: 'swarmUntold', cause: found.failure, isNeverTold: !lastOf(view), remedies: [] }]
          : [];
      case 'holds':
      case 'checking':
      case undefined:
        return [];
    }
  },
});

/** `quorumLost`: too few managers answer. `noLeader`: enough answer, but they are electing or cannot reach each other. */
interface Leaderless<Kind> {
  readonly kind: Kind;
  readonly subject: OfCluster;
  readonly reachable: number;
  readonly of: number;
}

/** No manager describes the swarm, for another reason. */
interface SwarmUntold {
  readonly kind: 'swarmUntold';
  readonly subject: OfCluster;
  readonly cause: Failure;
  /** No manager has described it before either. */
  readonly isNeverTold: boolean;
}

/** False if no manager is one of our machines, which is no fault, and for locked managers, which have findings of their own. */
function isNews({ kind }: Failure, machines: readonly SeenMachine[]): boolean {
  if (kind === 'swarmLocked') return machines.every(({ engine }) => now(engine)?.engine.swarm.state !== 'locked');
  return kind !== 'notAManager' && kind !== 'notInSwarm';
}
