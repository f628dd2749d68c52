// Whatever hosts of swarms share (hostnames, private addresses, copied node IDs) and whoever is silent: no plan removes what lives unasked.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nothingObserved, type Observations } from '../../../src/cluster/observations.ts';
import { groupsOf, picture } from '../../../src/cluster/picture.ts';
import { planDown } from '../../../src/cluster/planDown.ts';
import { planUp } from '../../../src/cluster/planUp.ts';
import type { Machine } from '../../../src/model/machine.ts';
import type { Plan } from '../../../src/model/plan.ts';
import type { Seen } from '../../../src/model/seen.ts';
import type { EngineView } from '../../../src/model/snapshot.ts';
import type { SwarmNode } from '../../../src/model/swarmMode.ts';
import { hostsWith } from '../hosts.ts';
import { failed, machine, noon, noSwarm, seen, view } from '../samples.ts';
import { swarmNode, swarmView } from '../swarms.ts';
import { facts, specOf } from './planInputs.ts';

const host = fc.record({
  isManager: fc.boolean(),
  isDead: fc.boolean(),
  isLabelled: fc.boolean(),
  hasAddress: fc.boolean(),
  hasNodeAddress: fc.boolean(),
  /** Of a disk that was copied: the node of the first host. */
  isCopied: fc.boolean(),
  isListed: fc.boolean(),
  state: fc.constantFrom('ready', 'down', 'unknown'),
  hostname: fc.constantFrom(undefined, 'ubuntu', 'docker-desktop'),
  privateAddress: fc.constantFrom('10.0.0.3', '10.0.0.4', '10.0.0.5'),
} as const);

const swarm = fc.record({
  hosts: fc.array(host, { minLength: 1, maxLength: 4 }),
  /** Nodes of no machine here. */
  others: fc.array(
    fc.record({
      hostname: fc.constantFrom('c0-h0', 'c0-h1', 'ubuntu', 'elsewhere'),
      state: fc.constantFrom('ready', 'down'),
      address: fc.constantFrom('10.0.0.3', '10.0.0.4'),
    } as const),
    { maxLength: 2 },
  ),
});

type Wanted = typeof swarm extends fc.Arbitrary<infer T> ? T : never;

interface World {
  readonly observations: Observations;
  /** What managers list, by swarm. */
  readonly nodes: readonly (readonly SwarmNode[])[];
}

/** The first host of each swarm is a manager that answers. */
function world(swarms: readonly Wanted[]): World {
  const known = nothingObserved('/store');
  const entries: { name: string; directory: string; machine: Machine }[] = [];
  const engines = new Map<string, Seen<EngineView>>();
  const nodes: SwarmNode[][] = [];
  for (const [at, { hosts, others }] of swarms.entries()) {
    const managers = hosts.flatMap((each, index) =>
      index === 0 || each.isManager ? [`${each.privateAddress}:2377`] : [],
    );
    const own: SwarmNode[] = others.map((each, index) =>
      swarmNode(each.hostname, {
        ...each,
        id: `c${at}-x${index}`,
        role: 'worker',
        manager: undefined,
      }),
    );
    nodes.push(own);
    for (const [index, each] of hosts.entries()) {
      const name = `c${at}-h${index}`;
      const isManager = index === 0 || each.isManager;
      const address = each.hasAddress ? `192.0.2.${at * 10 + index}` : undefined;
      const labels = each.isLabelled ? { 'dockeroverlay.cluster': `c${at}` } : {};
      const record = machine(name, { address, engineLabels: labels });
      entries.push({ name, directory: record.directory, machine: record });
      const isCopied = each.isCopied && index > 0;
      const nodeId = `c${at}-n${isCopied ? 0 : index}`;
      const isDead = each.isDead && index > 0;
      const said = view(each.hostname ?? name, {
        id: isCopied ? `ID:c${at}-h0` : `ID:${name}`,
        labels,
        swarm: {
          ...noSwarm,
          state: 'active',
          nodeId,
          nodeAddress: each.hasNodeAddress ? each.privateAddress : '',
          isManager,
          clusterId: isManager ? `s${at}` : undefined,
          managers,
        },
      });
      engines.set(name, isDead ? failed({ kind: 'addressUnknown', machine: name }) : seen(said));
      if (isCopied || (index > 0 && !each.isListed)) continue;
      own.push(
        swarmNode(each.hostname ?? name, {
          id: nodeId,
          address: each.privateAddress,
          role: isManager ? 'manager' : 'worker',
          state: isDead ? 'down' : index === 0 ? 'ready' : each.state,
          manager: isManager
            ? { isLeader: index === 0, reachability: 'reachable', address: `${each.privateAddress}:2377` }
            : undefined,
        }),
      );
    }
  }
  const observations = {
    ...known,
    contents: { ...known.contents, entries },
    hosts: hostsWith({ engine: engines }),
  };
  // Whichever manager of a group answers tells of its own swarm.
  const told = groupsOf(observations).flatMap((group) => {
    const source = group.members.find((each) => each.role === 'manager' && engines.get(each.machine)?.state === 'seen');
    const list = source && nodes[Number(source.machine.charAt(1))];
    return list ? [[group.key, { source: source.machine, swarm: seen(swarmView({ nodes: list })) }] as const] : [];
  });
  return { observations: { ...observations, clusters: new Map(told) }, nodes };
}

interface Removed {
  readonly machines: readonly string[];
  readonly nodes: readonly string[];
}

function removedBy({ steps }: Plan): Removed {
  const actions = steps.map(({ action }) => action);
  return {
    machines: actions.flatMap((each) =>
      each.kind === 'removeMachine' || each.kind === 'leaveSwarm' ? [each.machine] : [],
    ),
    nodes: actions.flatMap((each) =>
      each.kind === 'removeNode' || (each.kind === 'updateNode' && each.change.role === 'worker') ? [each.node.id] : [],
    ),
  };
}

const isLiving = ({ hosts }: Observations, name: string): boolean => hosts.get(name)?.engine?.state === 'seen';

const swarms = fc.array(swarm, { minLength: 1, maxLength: 3 });

test('a machine is in one swarm, and down takes only machines of that', () => {
  fc.assert(
    fc.property(swarms, (wanted) => {
      const { observations } = world(wanted);
      const groups = groupsOf(observations);
      const members = groups.flatMap((group) => group.members.map((each) => each.machine));
      expect(new Set(members).size).toBe(members.length);
      const snapshot = picture(observations, groups, noon);
      for (const each of snapshot.clusters) {
        // Managers know the ID of their swarm; workers only know addresses, which hosts of other networks may have too.
        const managers = each.members.filter(
          ({ role, machine: name }) => role === 'manager' && isLiving(observations, name),
        );
        expect(new Set(managers.map((member) => member.machine.slice(0, 2))).size).toBeLessThan(2);
        const own = new Set(each.members.map((member) => member.machine));
        const down = planDown(each, snapshot, { removeVolumes: false });
        if (down.ok) expect(removedBy(down.value).machines.filter((name) => !own.has(name))).toEqual([]);
      }
    }),
    { numRuns: 500 },
  );
});

const spec = await specOf(`
name: c0
orchestration: swarm-mode
managers: [{ name: c0-h0 }]
nodes: [{ name: c0-h1 }, { name: c0-h2 }, { name: c0-h9 }]
`);

test('up removes no machine that answers, and neither removes nor demotes a node that is ready or that a living engine says it is', () => {
  let planned = 0;
  fc.assert(
    fc.property(swarms, (wanted) => {
      const { observations, nodes } = world(wanted);
      const up = planUp(spec, picture(observations, groupsOf(observations), noon), facts);
      if (!up.ok) return;
      planned += 1;
      const removed = removedBy(up.value);
      const listed = new Set(nodes.flat().map(({ id }) => id));
      const nodeOf = (name: string): string => {
        const engine = observations.hosts.get(name)?.engine;
        return engine?.state === 'seen' ? engine.value.engine.swarm.nodeId : '';
      };
      // It leaves only what no longer knows it.
      const lost = removed.machines.filter((name) => isLiving(observations, name) && listed.has(nodeOf(name)));
      expect(lost).toEqual([]);
      const claimed = new Set([...observations.hosts.keys()].map(nodeOf));
      const ready = nodes.flat().filter(({ id, state }) => state === 'ready' || claimed.has(id));
      expect(removed.nodes.filter((id) => ready.some((node) => node.id === id))).toEqual([]);
    }),
    { numRuns: 1000 },
  );
  expect(planned).toBeGreaterThan(50);
});
