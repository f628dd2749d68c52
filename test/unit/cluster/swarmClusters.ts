// Cluster files in swarm mode; and of a world in which one stands, what its managers list, and how it differs a little.
import type { Action } from '../../../src/model/plan.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import type { ModelWorld } from './modelWorld.ts';
import { specOf } from './planInputs.ts';

export const small = await specOf(`
name: demo
orchestration: swarm-mode
networks: [{ name: my-net, subnet: 10.10.0.0/24 }]
`);
export const three = await specOf(`
name: demo
orchestration: swarm-mode
managers: [{ name: m1 }, { name: m2 }, { name: m3 }]
nodes: [{ name: w1 }, { name: w2 }]
`);
export const genericText = `
name: demo
orchestration: swarm-mode
driver: { name: generic }
managers:
  - { name: m1, driver: { options: { generic-ip-address: 10.99.0.11 } } }
  - { name: m2, driver: { options: { generic-ip-address: 10.99.0.12 } } }
  - { name: m3, driver: { options: { generic-ip-address: 10.99.0.13 } } }
nodes:
  - { name: w1, driver: { options: { generic-ip-address: 10.99.0.14 } } }
  - { name: w2, driver: { options: { generic-ip-address: 10.99.0.15 } } }
`;
export const generic = await specOf(genericText);

export const silent = { kind: 'engineSilent', address: 'x', after: 5000, connected: false } as const;

/** The managers' list of nodes. */
export const listed = (world: ModelWorld): readonly string[] => {
  const view = world.snapshot().clusters[0]?.swarm?.view;
  const nodes = view?.state === 'seen' ? view.value.nodes : [];
  return nodes.map(({ hostname, role, availability }) => `${hostname} ${role} ${availability}`).sort();
};

export function change(
  world: ModelWorld,
  machine: string,
  change: Extract<Action, { kind: 'updateNode' }>['change'],
): Action {
  const id = world.hosts.get(machine)?.swarm?.node ?? '';
  return { kind: 'updateNode', via: 'm1', node: { id, hostname: machine }, change };
}

/** The picture with other words of some engines about their swarm. */
export function withEngines(seen: Snapshot, said: Readonly<Record<string, object>>): Snapshot {
  const machines = seen.machines.map((each) => {
    const more = said[each.name];
    if (!more || each.engine.state !== 'seen') return each;
    const { engine } = each.engine.value;
    const value = { ...each.engine.value, engine: { ...engine, swarm: { ...engine.swarm, ...more } } };
    return { ...each, engine: { ...each.engine, value } };
  });
  return { ...seen, machines };
}
