// Whatever clusters share (URLs, private addresses, hostnames) and whatever is missing: no machine is in two of them, and none gets another's.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planUp } from '../../../src/cluster/planUp.ts';
import { planDown } from '../../../src/cluster/planDown.ts';
import { groupsOf, picture } from '../../../src/cluster/picture.ts';
import { nothingObserved, type Observations } from '../../../src/cluster/observations.ts';
import type { ManagerInfo } from '../../../src/model/classicSwarm.ts';
import type { Machine } from '../../../src/model/machine.ts';
import type { Seen } from '../../../src/model/seen.ts';
import type { EngineView } from '../../../src/model/snapshot.ts';
import { facts, specOf } from './planInputs.ts';
import { hostsWith } from '../hosts.ts';
import { classicNode, container, failed, machine, managerInfo, noon, seen, swarmRecord, view } from '../samples.ts';

const host = fc.record({
  isDead: fc.boolean(),
  /** Another cluster's hosts may have it too. */
  privateAddress: fc.constantFrom('10.0.0.3', '10.0.0.4', '10.0.0.5'),
  hostname: fc.constantFrom(undefined, 'ubuntu', 'localhost'),
  hasAddress: fc.boolean(),
  isAdvertised: fc.boolean(),
});

const cluster = fc.record({
  hosts: fc.array(host, { minLength: 1, maxLength: 4 }),
  isLabelled: fc.boolean(),
  listsIds: fc.boolean(),
  /** Hosts of other networks, of no machine here. */
  others: fc.array(fc.constantFrom('(unknown)', 'elsewhere'), { maxLength: 2 }),
  managerAnswers: fc.boolean(),
});

const own = ['consul://localhost:8500', 'consul://127.0.0.1:8500', 'etcd://[::1]:2379', 'zk://LOCALHOST'];
const shared = ['consul://10.0.0.5:8500', 'etcd://10.0.0.9'];

type Wanted = typeof cluster extends fc.Arbitrary<infer T> ? T : never;

/** Machines and engines by name, `c0-h0` the manager of the first cluster. */
function world(clusters: readonly Wanted[], url: string): Observations {
  const known = nothingObserved('/store');
  const entries: { name: string; directory: string; machine: Machine }[] = [];
  const engines = new Map<string, Seen<EngineView>>();
  const managers = new Map<string, Seen<ManagerInfo>>();
  for (const [at, { hosts, isLabelled, listsIds, others, managerAnswers }] of clusters.entries()) {
    const names = hosts.map((_, index) => `c${at}-h${index}`);
    for (const [index, each] of hosts.entries()) {
      const name = names[index]!;
      const record = machine(name, {
        address: each.hasAddress ? `192.0.2.${at * 10 + index}` : undefined,
        engineFlags: [`cluster-store=${url}`, 'cluster-advertise=eth0:2376'],
        engineLabels: isLabelled ? { 'dockeroverlay.cluster': `c${at}` } : {},
        swarm: swarmRecord(url, { isMaster: index === 0 }),
      });
      entries.push({ name, directory: record.directory, machine: record });
      const advertise = each.isAdvertised ? `${each.privateAddress}:2376` : '';
      const said = view(
        each.hostname ?? name,
        { id: `ID:${name}`, clusterStore: url, clusterAdvertise: advertise },
        // Without them its create never ended.
        ['swarm-agent', 'swarm-agent-master'].map((agent) => container(agent)),
      );
      engines.set(name, each.isDead ? failed({ kind: 'addressUnknown', machine: name }) : seen(said));
    }
    if (!managerAnswers) continue;
    const nodes = hosts.map(({ hostname, privateAddress }, index) => {
      const name = names[index]!;
      return classicNode(hostname ?? name, `${privateAddress}:2376`, { id: listsIds ? `ID:${name}` : '' });
    });
    const strange = others.map((name) => classicNode(name, '10.0.0.4:2376', { id: '', status: 'Pending' }));
    managers.set(names[0]!, seen(managerInfo([...nodes, ...strange])));
  }
  const hosts = hostsWith({ engine: engines, manager: managers });
  return { ...known, contents: { ...known.contents, entries }, hosts };
}

const clusterOf = (name: string): string => name.slice(0, 2);

function holds(observations: Observations): void {
  const groups = groupsOf(observations);
  const members = groups.flatMap((group) => group.members.map((each) => each.machine));
  expect(new Set(members).size).toBe(members.length);
  const snapshot = picture(observations, groups, noon);
  for (const each of snapshot.clusters) {
    const of = new Set(each.members.map((member) => clusterOf(member.machine)));
    expect([...of]).toHaveLength(1);
    const down = planDown(each, snapshot, { removeVolumes: false });
    const removed = down.ok
      ? down.value.steps.flatMap(({ action }) => ('machine' in action ? action.machine : []))
      : [];
    expect(removed.every((machine) => typeof machine === 'string' && of.has(clusterOf(machine)))).toBe(true);
  }
}

test('clusters whose hosts have a store each never get each other’s machines', () => {
  fc.assert(
    fc.property(fc.array(cluster, { minLength: 1, maxLength: 3 }), fc.constantFrom(...own), (clusters, url) => {
      holds(
        world(
          clusters.map((each) => ({ ...each, listsIds: true })),
          url,
        ),
      );
    }),
    { numRuns: 500 },
  );
});

test('nor do clusters of one private URL whose managers answer, or that are labelled', () => {
  fc.assert(
    fc.property(fc.array(cluster, { minLength: 1, maxLength: 3 }), fc.constantFrom(...shared), (clusters, url) => {
      const told = clusters.map((each) => (each.isLabelled ? each : { ...each, managerAnswers: true }));
      holds(
        world(
          told.map((each) => ({ ...each, listsIds: true })),
          url,
        ),
      );
    }),
    { numRuns: 500 },
  );
});

test('up of a file that names some of them removes no machine that answers', async () => {
  const specs = await Promise.all(
    [...own.slice(0, 2), ...shared].map(async (url) => {
      const type = url.startsWith('etcd') ? 'etcd' : 'consul';
      const lists = 'managers: [{ name: c0-h0 }]\nnodes: [{ name: c0-h1 }, { name: c0-h2 }, { name: c0-h9 }]';
      return { url, spec: await specOf(`name: c0\nkeyValueStore: { type: ${type}, url: "${url}" }\n${lists}`) };
    }),
  );
  let planned = 0;
  fc.assert(
    fc.property(
      fc.array(cluster, { minLength: 1, maxLength: 3 }),
      fc.constantFrom(...specs),
      (clusters, { url, spec }) => {
        const observations = world(clusters, url);
        const up = planUp(spec, picture(observations, groupsOf(observations), noon), facts);
        if (!up.ok) return;
        planned += 1;
        const removed = up.value.steps.flatMap(({ action }) =>
          action.kind === 'removeMachine' ? [action.machine] : [],
        );
        // Without an address, and silent: such a create never ended.
        const isLeftover = (name: string): boolean =>
          clusterOf(name) === 'c0' && observations.hosts.get(name)?.engine?.state !== 'seen';
        expect(removed.filter((name) => !isLeftover(name))).toEqual([]);
      },
    ),
    { numRuns: 500 },
  );
  expect(planned).toBeGreaterThan(50);
});
