// A swarm for tests: what a real 26.1.5 manager answered, varied, and read by the product's own readers.
import { readEngine } from '../../src/docker/engineSchemas.ts';
import { readNodes, readServices, readTasks } from '../../src/docker/swarmSchemas.ts';
import type { Cluster, ClusterSwarm } from '../../src/model/cluster.ts';
import type { Engine } from '../../src/model/engine.ts';
import type { SeenMachine } from '../../src/model/snapshot.ts';
import type { SwarmView } from '../../src/model/swarmMode.ts';
import { recordJson } from './records.ts';
import { cluster, machine, noon, overlay, seen, seenMachine } from './samples.ts';

/** A body of the API, or part of one that is laid over it. */
export type Body = Readonly<Record<string, unknown>>;

export interface Answers {
  readonly nodes: readonly Body[];
  readonly services: readonly Body[];
  readonly tasks: readonly Body[];
}

const recorded = (name: string): readonly Body[] => recordJson(`engine26/${name}.json`) as readonly Body[];

/** As recorded: n1 is the manager, n2 and n3 are workers, service "web" runs three tasks. */
export const recordedAnswers = (): Answers => ({
  nodes: recorded('nodes'),
  services: recorded('services'),
  tasks: recorded('tasks'),
});

const isBody = (value: unknown): value is Body => typeof value === 'object' && value !== null && !Array.isArray(value);

/** `change` over `body`, part by part; `undefined` takes a field away. */
export function laidOver(body: Body, change: Body): Body {
  const merged = Object.entries(change).map(([key, value]) => {
    const below = body[key];
    return [key, isBody(value) && isBody(below) ? laidOver(below, value) : value] as const;
  });
  return { ...body, ...Object.fromEntries(merged) };
}

/** A node as a manager tells it, by the name and address that it gets. */
export function nodeBody(hostname: string, address: string, change: Body = {}): Body {
  const [worker] = recorded('nodes');
  return laidOver(worker ?? {}, {
    ID: `id-${hostname}`,
    ...change,
    Description: laidOver({ Hostname: hostname }, (change['Description'] as Body | undefined) ?? {}),
    Status: laidOver({ State: 'ready', Addr: address }, (change['Status'] as Body | undefined) ?? {}),
  });
}

export function managerBody(hostname: string, address: string, isLeader: boolean, change: Body = {}): Body {
  const ManagerStatus = { Leader: isLeader, Reachability: 'reachable', Addr: `${address}:2377` };
  return nodeBody(hostname, address, laidOver({ Spec: { Role: 'manager' }, ManagerStatus }, change));
}

export function serviceBody(name: string, change: Body = {}): Body {
  const [service] = recorded('services');
  return laidOver(service ?? {}, {
    ID: `id-${name}`,
    ...change,
    Spec: laidOver({ Name: name }, (change['Spec'] as Body | undefined) ?? {}),
  });
}

/** A task of `service` on `node` (names); `second`: how late it came to its state. */
export function taskBody(
  service: string,
  slot: number | undefined,
  node: string,
  state: string,
  second = 0,
  change: Body = {},
): Body {
  const [task] = recorded('tasks');
  return laidOver(task ?? {}, {
    ID: `${service}.${String(slot ?? node)}.${String(second)}`,
    ServiceID: `id-${service}`,
    Slot: slot,
    NodeID: node === '' ? '' : `id-${node}`,
    DesiredState: 'running',
    ...change,
    Status: laidOver(
      { State: state, Timestamp: new Date(noon.getTime() + second * 1000).toISOString(), Message: state },
      (change['Status'] as Body | undefined) ?? {},
    ),
  });
}

/** One that came to nothing and was replaced. */
export const failedTask = (service: string, slot: number, node: string, second: number, error: string): Body =>
  taskBody(service, slot, node, 'failed', second, { DesiredState: 'shutdown', Status: { Err: error } });

export function viewOf({ nodes, services, tasks }: Answers): SwarmView {
  const view = { nodes: readNodes(nodes), services: readServices(services), tasks: readTasks(tasks) };
  if (!view.nodes || !view.services || !view.tasks) throw new Error('not readable');
  return { nodes: view.nodes, services: view.services, tasks: view.tasks };
}

function engineOf(name: string, nodeId: string, isManager: boolean): Engine {
  const body = recordJson(`engine26/info-${isManager ? 'manager' : 'worker'}.json`) as Body;
  const own = laidOver(body, { ID: `engine-${name}`, Name: name, Swarm: { NodeID: nodeId } });
  const engine = readEngine(own, { from: new Date(0), to: new Date(8.64e15) }, { apiVersion: '1.45' });
  if (!engine) throw new Error('not readable');
  return engine;
}

export interface SwarmWorld {
  readonly machines: readonly SeenMachine[];
  readonly cluster: Cluster;
}

/** The cluster "cloud": a machine for every node named in `members`, each with its engine, and what the managers say. */
export function swarmWorld(
  view: SwarmView = viewOf(recordedAnswers()),
  members: readonly string[] = view.nodes.map(({ hostname }) => hostname),
  wanted: Partial<ClusterSwarm> = {},
): SwarmWorld {
  const own = members.flatMap((name) => view.nodes.find(({ hostname }) => hostname === name) ?? []);
  const managers = own.filter(({ role }) => role === 'manager');
  const leader = managers.find(({ manager }) => manager?.isLeader);
  return {
    machines: own.map(({ hostname, address, id, role }) =>
      seenMachine(machine(hostname, { address, driver: 'generic' }), {
        engine: seen({ engine: engineOf(hostname, id, role === 'manager'), containers: [] }),
      }),
    ),
    cluster: cluster(
      'cloud',
      [...managers, ...own.filter(({ role }) => role === 'worker')].map(({ hostname, role }) => ({
        machine: hostname,
        role: role === 'manager' ? ('manager' as const) : ('node' as const),
      })),
      {
        orchestration: 'swarm-mode',
        swarm: {
          id: 'l67l6urtidtw474mumj5e69fp',
          source: leader?.hostname,
          view: seen(view),
          managers: view.nodes.flatMap(({ manager }) => (manager ? [manager.address] : [])),
          ...wanted,
        },
        networks: seen([
          overlay('ingress', { isIngress: true, scope: 'swarm', vnis: [4096] }),
          overlay('my-net', { id: 'ugzam3epa018v92mw3qdl4vgh', scope: 'swarm', vnis: [4097], isAttachable: true }),
        ]),
      },
    ),
  };
}

export const noLeader = {
  kind: 'swarmWithoutLeader',
  address: '10.99.0.21:2376',
  said: 'The swarm does not have a leader.',
} as const;

/** Three managers, two workers and a node of nobody's: drained, paused, a service that comes and one that does not, a stack. */
export function richAnswers(): Answers {
  return {
    nodes: [
      managerBody('m1', '10.99.0.21', true, { Spec: { Labels: { zone: 'a' } } }),
      managerBody('m2', '10.99.0.22', false, { Spec: { Labels: { zone: 'b' } } }),
      managerBody('m3', '10.99.0.23', false, {
        Status: { State: 'down', Message: 'heartbeat failure for node in "unknown" state' },
        ManagerStatus: { Reachability: 'unreachable' },
      }),
      nodeBody('m4', '10.99.0.24', { Spec: { Availability: 'drain' } }),
      nodeBody('m5', '10.99.0.25', { Spec: { Availability: 'pause', Labels: { disk: 'ssd', rack: 'a12' } } }),
      nodeBody('elsewhere', '10.0.0.9'),
    ],
    services: [
      serviceBody('web', {
        Spec: { Mode: { Replicated: { Replicas: 3 } } },
        PreviousSpec: {},
        Endpoint: {
          Ports: [{ Protocol: 'tcp', TargetPort: 80, PublishedPort: 8080 }],
        },
      }),
      serviceBody('agent', { Spec: { Mode: { Global: {}, Replicated: undefined } } }),
      serviceBody('broken', {
        Spec: {
          Mode: { Replicated: { Replicas: 1 } },
          TaskTemplate: { ContainerSpec: { Image: 'registry.example/team/broken:1.4' } },
        },
      }),
      serviceBody('shop_db', {
        Spec: { Labels: { 'com.docker.stack.namespace': 'shop' }, Mode: { Replicated: { Replicas: 1 } } },
      }),
      serviceBody('shop_front', {
        Spec: { Labels: { 'com.docker.stack.namespace': 'shop' }, Mode: { Replicated: { Replicas: 2 } } },
        UpdateStatus: { State: 'updating', Message: 'update in progress' },
      }),
      serviceBody('nightly', {
        Spec: { Mode: { ReplicatedJob: { MaxConcurrent: 1, TotalCompletions: 2 }, Replicated: undefined } },
      }),
    ],
    tasks: [
      taskBody('web', 1, 'm1', 'running'),
      taskBody('web', 2, 'm2', 'running'),
      taskBody('web', 3, 'elsewhere', 'running', 40),
      failedTask('web', 3, 'm2', 20, 'task: non-zero exit (137)'),
      taskBody('agent', undefined, 'm1', 'running'),
      taskBody('agent', undefined, 'm2', 'running'),
      taskBody('broken', 1, 'm2', 'starting', 50, { DesiredState: 'ready' }),
      failedTask('broken', 1, 'm1', 30, 'No such image: registry.example/team/broken:1.4'),
      failedTask('broken', 1, 'm2', 20, 'older'),
      taskBody('shop_db', 1, 'm3', 'running'),
      taskBody('shop_front', 1, 'm1', 'running', 30),
      taskBody('shop_front', 1, 'm2', 'shutdown', 29, { DesiredState: 'shutdown' }),
      taskBody('shop_front', 2, 'm2', 'preparing', 35),
      taskBody('nightly', 1, 'm1', 'complete', 10, { DesiredState: 'complete' }),
    ],
  };
}
