/** External swarm nodes are ready, and the node list has no stale entries. */
import { isToCome } from '../model/cluster.ts';
import { externalNodesAmong } from '../model/externalNodes.ts';
import { now } from '../model/seen.ts';
import type { NodeState } from '../model/swarmMode.ts';
import { isStaleTwin, isUnreachableManager } from '../model/swarmNode.ts';
import { defineCheck } from './check.ts';
import { isOutsideSwarm } from './clusterIncomplete.ts';
import type { Found, OfNode } from './finding.ts';
import { measuredAt } from './measured.ts';
import { refresh, removeNode } from './remedy.ts';

export const externalNodes = defineCheck({
  id: 'externalNodes',
  scope: 'cluster',
  appliesTo: ['swarm-mode'],
  needs: ['swarm'],
  evaluate: ({ cluster, machines, swarm }): readonly Found<Unreachable | StaleNodeEntry | NotReady>[] => {
    if (isToCome(cluster, swarm.view) || isOutsideSwarm(cluster, machines)) return [];
    const nodes = now(swarm.view)?.nodes ?? [];
    return externalNodesAmong(nodes, machines, swarm.claims).flatMap(
      (node): readonly Found<Unreachable | StaleNodeEntry | NotReady>[] => {
        const { id, hostname, state, message } = node;
        const common = {
          severity: 'warning',
          subject: { of: 'node', cluster: cluster.name, hostname, node: id },
          measured: measuredAt(swarm.source ?? cluster.name, swarm.view),
        } as const;
        if (isUnreachableManager(node)) return [{ ...common, kind: 'externalNodeUnreachable', remedies: [refresh] }];
        if (state === 'ready') return [];
        const remove = removeNode(cluster.name, id);
        if (isStaleTwin(node, nodes, machines)) return [{ ...common, kind: 'staleNodeEntry', remedies: [remove] }];
        // A node that a new leader has not heard from yet may still be running.
        const remedies = state === 'unknown' ? [refresh] : [remove, refresh];
        return [{ ...common, kind: 'externalNodeNotReady', state, message, remedies }];
      },
    );
  },
});

/** A manager whose node is ready, but which the other managers cannot reach. */
interface Unreachable {
  readonly kind: 'externalNodeUnreachable';
  readonly subject: OfNode;
}

/** The stale entry of a host that joined again. */
interface StaleNodeEntry {
  readonly kind: 'staleNodeEntry';
  readonly subject: OfNode;
}

interface NotReady {
  readonly kind: 'externalNodeNotReady';
  readonly subject: OfNode;
  readonly state: Exclude<NodeState, 'ready'>;
  readonly message: string;
}
