// What the product can do itself about findings of a swarm is a button, not a line for a shell.
import { expect, test } from 'vitest';
import { english } from '../../../../src/base/text.ts';
import { machineHealth } from '../../../../src/checks/health.ts';
import type { Cluster } from '../../../../src/model/cluster.ts';
import type { SwarmNode } from '../../../../src/model/swarmMode.ts';
import { problemList, type ListedProblem } from '../../../../src/ui/health/problemList.ts';
import { explainFinding } from '../../../../src/ui/explain/explainFinding.ts';
import { refused } from '../../checks/changedClusters.ts';
import { failed, seen, snapshot } from '../../samples.ts';
import { swarmNode, swarmView, wellSwarm } from '../../swarms.ts';

/** The one problem of the well swarm with a node that is no machine of it. */
function problemWith(stranger: SwarmNode): ListedProblem | undefined {
  const { machines, cluster } = wellSwarm();
  const view = swarmView({ nodes: [...swarmView().nodes, stranger] });
  const own: Cluster = { ...cluster, swarm: { ...cluster.swarm!, view: seen(view) } };
  return problemList(snapshot(machines, [own]), english)[0]?.problems[0];
}

const remove = (node: string): object => ({
  title: 'Remove Node…',
  command: 'dockerOverlay.removeNode',
  args: [{ cluster: 'cloud', node }],
});
const former = swarmNode('w1', { id: 'former', state: 'down' });
const stranger = swarmNode('far', { id: 'far-id', address: '10.9.9.9', state: 'down' });

test.each<[string, SwarmNode, string]>([
  ['the entry that a host left behind', former, 'staleNodeEntry'],
  ['a node of nobody’s that is down', stranger, 'externalNodeNotReady'],
])('%s can be removed by its id, in its cluster', (_, node, kind) => {
  const problem = problemWith(node);
  expect(problem).toMatchObject({ kind });
  expect(problem?.actions[0]).toEqual(remove(node.id));
  expect(problem?.remedy).not.toContain('docker node');
});

test('one that a new leader has not heard of yet is not offered to be removed', () => {
  const problem = problemWith({ ...stranger, state: 'unknown' });
  expect(problem?.actions.map(({ command }) => command)).toEqual(['dockerOverlay.refresh']);
});

test('an engine that died of its flag: the file can be changed, and the machine removed', () => {
  const [machine] = wellSwarm().machines;
  const dead = { ...machine!, engine: failed<never>(refused), refusedFlag: 'cluster-store' };
  const { actions } = explainFinding(machineHealth(dead, undefined).findings[0]!, english);
  expect(actions.map(({ command, args }) => [command, ...args])).toEqual([
    ['dockerOverlay.changeToSwarmMode'],
    ['dockerOverlay.removeMachine', { machine: 'm1' }],
    ['dockerOverlay.bringClusterUp'],
  ]);
});
