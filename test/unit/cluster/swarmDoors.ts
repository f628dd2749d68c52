// Three engines, of which m1 manages a swarm: every question to them is kept, and a test gives its own answers.
import { err, ok } from '../../../src/base/result.ts';
import type { Doors, EngineDoor, MachineCommand, SwarmDoor } from '../../../src/docker/doors.ts';
import type { SwarmMembership } from '../../../src/model/engine.ts';
import type { Failure, Outcome } from '../../../src/model/failure.ts';
import type { SwarmNode, SwarmTask, SwarmView } from '../../../src/model/swarmMode.ts';
import { FakeWorld } from '../fakeWorld.ts';
import { engine, machine, noSwarm } from '../samples.ts';

const addresses: Readonly<Record<string, string>> = { m1: '10.0.0.1', m2: '10.0.0.2', w1: '10.0.0.3' };
export const secret = 'SWMTKN-1-worker-secret';
export const managerSecret = 'SWMTKN-1-manager-secret';
export const said = (text: string, status = 500): Failure => ({
  kind: 'engineError',
  address: '10.0.0.3:2376',
  status,
  said: text,
});
export const leaderless: Failure = { kind: 'swarmWithoutLeader', address: '10.0.0.1:2376', said: 'no leader' };

interface Asked {
  readonly machine: string;
  readonly what: string;
  readonly given?: unknown;
}

/** Three engines; each answer is the test's own, or what a good one would be. */
export function world(
  own: {
    readonly swarm?: Readonly<Record<string, Partial<SwarmDoor>>>;
    readonly says?: Readonly<Record<string, Partial<SwarmMembership>>>;
    readonly view?: () => Outcome<SwarmView>;
    /** What docker-machine prints for the try of the way, or why it does not run. */
    readonly way?: string | Failure;
  } = {},
) {
  const fake = new FakeWorld();
  const asked: Asked[] = [];
  for (const [name, address] of Object.entries(addresses)) fake.add(machine(name, { address }));
  const member = (name: string): SwarmMembership => {
    const isManager = name === 'm1';
    const inside: SwarmMembership = {
      ...noSwarm,
      state: 'active',
      nodeId: `id-${name}`,
      nodeAddress: addresses[name] ?? '',
      isManager,
      clusterId: isManager ? 'swarm-1' : undefined,
      managers: ['10.0.0.1:2377'],
    };
    return { ...(isManager ? inside : noSwarm), ...own.says?.[name] };
  };
  const door = (name: string): EngineDoor => {
    const note = (what: string, given?: unknown): void =>
      void asked.push({ machine: name, what, ...(given === undefined ? {} : { given }) });
    const base: Partial<SwarmDoor> = {
      view: async () => own.view?.() ?? ok(list()),
      init: async () => ok(undefined),
      join: async () => ok(undefined),
      leave: async () => ok(undefined),
      joinTokens: async () => ok({ worker: secret, manager: managerSecret }),
      updateNode: async () => ok(undefined),
      removeNode: async () => ok(undefined),
      ...own.swarm?.[name],
    };
    const swarm = Object.fromEntries(
      Object.entries(base).map(([what, call]) => [
        what,
        async (...given: unknown[]) => {
          note(what, given.slice(0, -1));
          return (call as (...given: unknown[]) => unknown)(...given);
        },
      ]),
    ) as unknown as SwarmDoor;
    return {
      ...fake.engineOf(name).door(),
      engine: async () => (note('engine'), ok(engine(name, { swarm: member(name) }))),
      swarm,
    };
  };
  const doors: Doors = {
    store: fake.store,
    keyValueStores: fake.keyValueStores,
    hosts: fake.hosts,
    engines: { ...fake.engines, engine: ({ name }) => door(name), manager: ({ name }) => door(name) },
    tool: {
      run: async <T>(command: MachineCommand<T>): Promise<Outcome<T>> => {
        asked.push({ machine: command.args[1] ?? '', what: command.args[0] ?? '' });
        const way = own.way ?? 'connect=0.001 exit=52';
        return typeof way === 'string' ? command.parse(way) : err(way);
      },
      findsProgram: () => Promise.resolve(true),
    },
    dispose: () => {
      fake.dispose();
    },
  };
  return { doors, asked, fake };
}

export const node = (name: string, wanted: Partial<SwarmNode> = {}): SwarmNode => ({
  id: `id-${name}`,
  hostname: name,
  role: 'worker',
  availability: 'active',
  state: 'ready',
  message: '',
  address: addresses[name] ?? '',
  manager: undefined,
  engineVersion: '26.1.5',
  cpus: 1,
  memory: 1,
  labels: {},
  engineLabels: {},
  ...wanted,
});
export const manages = (name: string, reachability: 'reachable' | 'unreachable' = 'reachable'): SwarmNode =>
  node(name, {
    role: 'manager',
    manager: { isLeader: name === 'm1', reachability, address: `${addresses[name] ?? ''}:2377` },
  });
export const list = (nodes: readonly SwarmNode[] = [manages('m1')], tasks: readonly SwarmTask[] = []): SwarmView => ({
  nodes,
  services: [],
  tasks,
});

export const whats = (asked: readonly Asked[]): string[] => asked.map(({ machine: of, what }) => `${of} ${what}`);
