/** The engine of a swarm mode machine is an active member of its swarm, according to itself. */
import type { Cluster } from '../model/cluster.ts';
import type { EngineView } from '../model/snapshot.ts';
import { defineCheck } from './check.ts';
import { clusterIncomplete } from './clusterIncomplete.ts';
import { aboutMachine, type Found, type OfMachine } from './finding.ts';
import { shellOn } from './hostRemedies.ts';
import { measuredAt } from './measured.ts';
import { bringClusterUp, onMachine } from './remedy.ts';

export const swarmMembership = defineCheck({
  id: 'swarmMembership',
  scope: 'machine',
  appliesTo: ['swarm-mode'],
  needs: ['cluster', 'view'],
  // While there is no swarm, a machine outside of one needs no finding of its own.
  follows: [clusterIncomplete],
  evaluate: ({
    seen,
    cluster,
    view,
  }): readonly Found<NotInSwarm | NotActive<'swarmPending'> | NotActive<'swarmFails'> | SwarmLocked>[] => {
    if (isToJoin(cluster, view)) return [];
    const { state, error } = view.engine.swarm;
    const common = { subject: aboutMachine(seen.name), measured: measuredAt(seen.name, seen.engine) };
    const info = onMachine('showDockerInfo', seen.name);
    const shell = shellOn(seen);
    switch (state) {
      case 'inactive':
        return [{ ...common, kind: 'notInSwarm', severity: 'warning', remedies: [bringClusterUp, info] }];
      case 'pending':
        return [{ ...common, kind: 'swarmPending', severity: 'warning', said: error, remedies: [...shell, info] }];
      case 'error':
        return [
          { ...common, kind: 'swarmFails', severity: 'error', said: error, remedies: [...shell, bringClusterUp] },
        ];
      case 'locked':
        return [{ ...common, kind: 'swarmLocked', severity: 'error', remedies: [...shell, info] }];
      case 'active':
        return [];
    }
  },
});

/** Created for a swarm, but a member of none. */
interface NotInSwarm {
  readonly kind: 'notInSwarm';
  readonly subject: OfMachine;
}

/** `swarmPending`: it has not contacted a manager since it started. `swarmFails`: it cannot participate. */
interface NotActive<Kind> {
  readonly kind: Kind;
  readonly subject: OfMachine;
  /** The engine's message. */
  readonly said: string;
}

interface SwarmLocked {
  readonly kind: 'swarmLocked';
  readonly subject: OfMachine;
}

/** The run that creates the other machines will add it to the swarm. */
export const isToJoin = ({ isBeingMade }: Cluster, view: EngineView | undefined): boolean =>
  isBeingMade && view?.engine.swarm.state === 'inactive';
