/** The classic swarm manager lists a machine as a healthy node, at its current address. */
import { classicIdentity, findNode } from '../model/classicNodes.ts';
import { isWellNode, tellsOfFormerId, type ClassicNode, type ManagerInfo } from '../model/classicSwarm.ts';
import { speaker, type ClusterManager } from '../model/cluster.ts';
import { swarmAgentName, swarmManagerName } from '../model/engine.ts';
import type { Address } from '../model/address.ts';
import type { Machine } from '../model/machine.ts';
import { now } from '../model/seen.ts';
import type { SeenMachine } from '../model/snapshot.ts';
import { defineCheck } from './check.ts';
import { lacksPrimary } from './classicPrimary.ts';
import { engineAnswers } from './engineAnswers.ts';
import { aboutMachine, type Found, type OfMachine } from './finding.ts';
import { containerOn } from './hostRemedies.ts';
import { measuredAt } from './measured.ts';
import { bringClusterUp, onContainer, onMachine } from './remedy.ts';

export const classicNode = defineCheck({
  id: 'classicNode',
  scope: 'machine',
  appliesTo: ['classic'],
  needs: ['machine', 'cluster'],
  follows: [engineAnswers],
  evaluate: ({ seen, machine, cluster }): readonly Found<ManagerSays | NotListed | NodeMoved>[] => {
    const speaks = speaker(cluster);
    const info = speaks && now(speaks.info);
    if (!info || !machine.swarm) return [];
    const node = findNode(speaks, seen, machine);
    if (!node && (seen.engine.state === 'waiting' || lacksPrimary(cluster))) return [];
    const common = {
      severity: 'error',
      subject: aboutMachine(seen.name),
      measured: measuredAt(speaks.address, speaks.info),
      manager: speaks.machine,
    } as const;
    const page = onMachine('showDockerInfo', seen.name);
    const recreateAgent = onMachine('recreateAgent', seen.name);
    const from = formerAddress(seen, machine, node, speaks, info);
    if (from !== undefined) {
      const to = classicIdentity(machine, now(seen.engine)?.engine).advertised;
      return [{ ...common, kind: 'nodeMoved', from, to, remedies: [recreateAgent, page] }];
    }
    const remedies = [...containerOn(seen, swarmAgentName), page];
    // A new engine is listed with a delay.
    if (!node)
      return [{ ...common, kind: 'notListed', remedies, ...(seen.isSettling ? { causedBy: 'nodeJoining' } : {}) }];
    if (isWellNode(node)) return [];
    const { status, error } = node;
    const restartManager = onContainer('restartContainer', speaks.machine, swarmManagerName);
    const helping = tellsOfFormerId(error) ? [restartManager, bringClusterUp] : remedies;
    return [{ ...common, kind: 'managerSays', status, error, remedies: helping }];
  },
});

/** The manager reports a status other than Healthy. */
interface ManagerSays {
  readonly kind: 'managerSays';
  readonly subject: OfMachine;
  readonly manager: string;
  readonly status: string;
  readonly error: string | undefined;
}

interface NotListed {
  readonly kind: 'notListed';
  readonly subject: OfMachine;
  readonly manager: string;
}

/** The host's address differs from the one that its agent advertises, where the manager still looks for it. */
interface NodeMoved {
  readonly kind: 'nodeMoved';
  readonly subject: OfMachine;
  readonly manager: string;
  readonly from: Address;
  readonly to: Address;
}

/**
 * The address of an unreached node, if its host no longer has that address. The node is found by its ID, or as the only unknown node if
 * only one host has none.
 */
function formerAddress(
  seen: SeenMachine,
  machine: Machine,
  node: ClassicNode | undefined,
  { nodes }: ClusterManager,
  info: ManagerInfo,
): Address | undefined {
  const { address, advertised } = classicIdentity(machine, now(seen.engine)?.engine);
  // Otherwise a changed address looks the same as one that only other hosts know.
  if (advertised === '' || !nodes || (node && isReached(node))) return undefined;
  const matched = new Set(nodes.values());
  const free = info.nodes.filter((each) => !matched.has(each));
  const left = free.length === 1 && free[0]?.id === '' ? free[0] : undefined;
  const isOnly = info.nodes.length - free.length === nodes.size && !node;
  const at = (node ?? (isOnly ? left : undefined))?.address;
  return at === address || at === advertised ? undefined : at;
}

/** A manager of 1.2.9 reports a lost host as Healthy for minutes, and only adds an error (measured). */
const isReached = (node: ClassicNode): boolean => isWellNode(node) && node.error === undefined;
