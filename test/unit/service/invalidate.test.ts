// What events and answers invalidate: one row for each that is known.
import { describe, expect, test } from 'vitest';
import type { HostObservations, Observations } from '../../../src/cluster/observations.ts';
import { nothingObserved } from '../../../src/cluster/observations.ts';
import { groupsOf } from '../../../src/cluster/picture.ts';
import type { EngineEvent } from '../../../src/docker/engineStreams.ts';
import type { Failure } from '../../../src/model/failure.ts';
import type { Machine, MachineEntry } from '../../../src/model/machine.ts';
import { invalidate, renewed, type Happening, type Invalidation } from '../../../src/service/invalidate.ts';
import { hostsWith } from '../hosts.ts';
import {
  articleMachines,
  classicNode,
  failed,
  kvUrl,
  managerInfo,
  noon,
  noSwarm,
  seen,
  storeState,
  swarmMachine,
  view,
} from '../samples.ts';
import { asManager, swarmEngine, swarmId, swarmMachines, swarmNode, swarmView, viewWith } from '../swarms.ts';

const entriesOf = (machines: readonly Machine[]): readonly MachineEntry[] =>
  machines.map((machine) => ({ name: machine.name, directory: machine.directory, machine }));

function worldOf(machines: readonly Machine[], hosts: ReadonlyMap<string, HostObservations>): Observations {
  const { contents, ...rest } = nothingObserved('/store');
  return { ...rest, contents: { ...contents, entries: entriesOf(machines) }, hosts };
}

/** In short: the query, when, and what is doubted. */
const inShort = ({ query, when, doubt }: Invalidation): string =>
  [query, when, typeof doubt === 'object' ? `removed ${doubt.removed}` : doubt].filter(Boolean).join(' ');

const read = (happening: Happening, observations: Observations): readonly string[] =>
  invalidate(happening, { observations, groups: groupsOf(observations) }).map(inShort);

const event = (type: EngineEvent['type'], action: string, wanted: Partial<EngineEvent> = {}): EngineEvent => ({
  type,
  action,
  id: 'x',
  name: undefined,
  isOfTask: false,
  at: noon,
  ...wanted,
});

const answering = (name: string): HostObservations => ({ engine: seen(view(name)) });
const refused: Failure = { kind: 'engineRefused', address: 'x' };
const silent: Failure = { kind: 'engineSilent', address: 'x', after: 1, connected: true };
const reticent: Failure = { kind: 'engineReticent', address: 'x' };

/** The article's cluster, all of whose engines answer. */
const classic = worldOf(
  articleMachines(),
  new Map(articleMachines().map(({ name }) => [name, answering(name)] as const)),
);
const classicKey = groupsOf(classic)[0]!.key;

const members = swarmMachines();
const swarm = worldOf(
  members,
  hostsWith({
    engine: new Map(members.map(({ name }) => [name, seen({ engine: swarmEngine(name), containers: [] })])),
  }),
);
const swarmKey = `swarm:${swarmId}`;

describe('an event of an engine', () => {
  const node = 'swarm-node1';
  test.each<[string, EngineEvent, readonly string[]]>([
    ['container', event('container', 'create'), [`engine ${node} soon`]],
    [
      'a container of a task',
      event('container', 'create', { isOfTask: true }),
      [`engine ${node} soon`, `swarm ${classicKey} soon`],
    ],
    ['image', event('image', 'pull'), [`engine ${node} soon all`]],
    ['daemon', event('daemon', 'reload'), [`engine ${node} soon all`]],
    ['node', event('node', 'update'), [`engine ${node} soon all`, `swarm ${classicKey} soon agreed`]],
    ['service', event('service', 'update'), [`engine ${node} next all`, `swarm ${classicKey} soon agreed`]],
    [
      'network',
      event('network', 'create'),
      [`engine ${node} soon`, `networks ${classicKey} soon`, `store ${kvUrl} soon`],
    ],
    [
      'a network that is removed',
      event('network', 'destroy', { id: 'n1' }),
      [`engine ${node} soon`, `networks ${classicKey} soon removed n1`, `store ${kvUrl} soon`],
    ],
    [
      'the network that comes with a swarm',
      event('network', 'connect', { name: 'ingress' }),
      [`engine ${node} soon all`, `networks ${classicKey} soon`, `store ${kvUrl} soon`],
    ],
    ['volume', event('volume', 'create'), []],
    ['secret', event('secret', 'create'), [`engine ${node} next all`]],
    ['config', event('config', 'create'), [`engine ${node} next all`]],
    ['plugin', event('plugin', 'enable'), [`engine ${node} next all`]],
    ['builder', event('builder', 'prune'), [`engine ${node} next all`]],
  ])('%s', (_what, told, expected) => {
    expect(read({ kind: 'event', endpoint: 'engine', host: node, event: told }, classic)).toEqual(expected);
  });

  test.each(['start', 'die', 'destroy', 'pause', 'unpause'])(
    'of the store’s machine, whose container may %s',
    (action) => {
      const told = event('container', action);
      expect(read({ kind: 'event', endpoint: 'engine', host: 'kvstore', event: told }, classic)).toEqual([
        'engine kvstore soon',
        `store ${kvUrl} soon`,
      ]);
    },
  );

  test('of a machine in no cluster: its engine alone', () => {
    const alone = worldOf([swarmMachine('dev', '10.0.0.9', '')], new Map());
    const told = event('network', 'create');
    expect(read({ kind: 'event', endpoint: 'engine', host: 'dev', event: told }, alone)).toEqual(['engine dev soon']);
  });

  test('a network that is removed in swarm mode is no doubt of its managers', () => {
    const told = event('network', 'destroy', { id: 'n1' });
    expect(read({ kind: 'event', endpoint: 'engine', host: 'm1', event: told }, swarm)).toEqual([
      'engine m1 soon',
      `networks ${swarmKey} soon`,
    ]);
  });
});

describe('an event of a classic manager', () => {
  const host = 'swarm-manager';
  test.each<[EngineEvent, readonly string[]]>([
    [event('container', 'start'), [`manager ${host} soon`]],
    [event('network', 'create'), [`manager ${host} soon`, `networks ${classicKey} soon`, `store ${kvUrl} soon`]],
  ])('%o', (told, expected) => {
    expect(read({ kind: 'event', endpoint: 'manager', host, event: told }, classic)).toEqual(expected);
  });
});

describe('a stream of events', () => {
  const host = 'swarm-manager';
  const of = (state: 'seen' | 'failed', endpoint: 'engine' | 'manager', isUp: boolean): readonly string[] => {
    const info = state === 'seen' ? seen(managerInfo([])) : failed(refused);
    const engine = state === 'seen' ? seen(view(host)) : failed(refused);
    const hosts = new Map(classic.hosts).set(host, { engine, manager: info } as HostObservations);
    return read({ kind: 'stream', endpoint, host, isUp }, { ...classic, hosts });
  };
  const doubted = `swarm ${classicKey} next all`;
  test.each<[string, readonly string[], readonly string[]]>([
    ['that comes up', of('seen', 'engine', true), [doubted, `engine ${host} soon all`]],
    ['that comes up where nothing was answered', of('failed', 'engine', true), [doubted, `engine ${host} now all`]],
    ['that breaks', of('seen', 'engine', false), [doubted, `engine ${host} now all`]],
    ['that breaks where nothing was answered', of('failed', 'engine', false), [doubted, `engine ${host} next all`]],
    ['of a manager that comes up', of('seen', 'manager', true), [`manager ${host} soon`]],
    ['of a manager that comes up again', of('failed', 'manager', true), [`manager ${host} now`]],
    ['of a manager that breaks', of('seen', 'manager', false), [`manager ${host} now`]],
    ['of a manager that is not there', of('failed', 'manager', false), []],
  ])('%s', (_what, told, expected) => {
    expect(told).toEqual(expected);
  });
});

describe('a ping', () => {
  test.each<[Happening, readonly string[]]>([
    [{ kind: 'alive', endpoint: 'engine', host: 'n' }, ['engine n now']],
    [{ kind: 'alive', endpoint: 'manager', host: 'n' }, ['manager n now']],
    [{ kind: 'clock', host: 'n' }, ['engine n soon all']],
  ])('%o', (happening, expected) => {
    expect(read(happening, classic)).toEqual(expected);
  });
});

describe('an answer of an engine', () => {
  const host = 'swarm-node1';
  const answer = (before: HostObservations, after: HostObservations, world = classic, name = host): readonly string[] =>
    read({ kind: 'host', host: name, before, after }, world);
  const others = [
    `store ${kvUrl} soon`,
    'manager swarm-manager soon',
    `swarm ${classicKey} soon`,
    `networks ${classicKey} soon all`,
  ];

  test('that begins: what is asked once may be asked again, and others may say something else of it', () => {
    expect(answer({}, answering(host))).toEqual([...renewed(host).map(inShort), ...others]);
  });
  test('that ceases: its driver is asked, and others', () => {
    expect(answer(answering(host), { engine: failed(silent) })).toEqual([`power ${host} follow`, ...others]);
  });
  test('that is refused: its journal is read, each time that it says so', () => {
    expect(answer(answering(host), { engine: failed(refused) })[0]).toBe(`refusedFlag ${host} once`);
    const known = failed<never>(refused);
    expect(answer({ engine: known }, { engine: known })).toEqual([`refusedFlag ${host} once`]);
  });
  test('that tells nothing else: nobody is asked', () => {
    expect(answer(answering(host), answering(host))).toEqual([]);
    expect(answer(answering(host), { engine: seen(view(host, { images: 7 })) })).toEqual([]);
    expect(answer(answering(host), { ...answering(host), power: 'running' })).toEqual([]);
  });
  test('that joined a swarm, or left it: its managers are asked', () => {
    const joined = { engine: seen(view(host, { swarm: { ...noSwarm, state: 'active' } })) };
    expect(answer(answering(host), joined)).toEqual([`swarm ${classicKey} soon`]);
  });
  test('of a machine in no cluster: nobody else', () => {
    const alone = worldOf([swarmMachine('dev', '10.0.0.9', '')], new Map());
    expect(answer(answering('dev'), { engine: failed(silent) }, alone, 'dev')).toEqual(['power dev follow']);
  });
});

describe('an answer of a classic manager', () => {
  const host = 'swarm-manager';
  const nodes = [classicNode('a', '10.0.0.1:2376')];
  const answer = (before: HostObservations['manager'], after: HostObservations['manager']): readonly string[] =>
    read({ kind: 'host', host, before: { manager: before }, after: { manager: after } }, classic);
  const asked = [`networks ${classicKey} soon`];
  test.each<[string, readonly string[], readonly string[]]>([
    ['the first', answer(undefined, seen(managerInfo(nodes))), asked],
    ['that ceases', answer(seen(managerInfo(nodes)), failed(silent)), asked],
    ['of other nodes', answer(seen(managerInfo(nodes)), seen(managerInfo([]))), asked],
    [
      'of another status',
      answer(seen(managerInfo(nodes)), seen(managerInfo([classicNode('a', '10.0.0.1:2376', { status: 'Pending' })]))),
      asked,
    ],
    ['of what changes all the time', answer(seen(managerInfo(nodes)), seen(managerInfo(nodes, { images: 9 }))), []],
  ])('%s', (_what, told, expected) => {
    expect(told).toEqual(expected);
  });
});

describe('an answer of a key-value store', () => {
  const state = seen(storeState());
  const answer = (
    before: typeof state | undefined,
    after: typeof state,
    world: Observations = classic,
  ): readonly string[] => read({ kind: 'store', store: kvUrl, before, after }, world);
  const reaches = ['reach swarm-manager once', 'reach swarm-node1 once', 'reach swarm-node2 once'];

  test('hosts whose engines answer try it themselves, and networks are asked for when it comes back or goes', () => {
    expect(answer(undefined, state)).toEqual(reaches);
    expect(answer(state, seen(storeState()))).toEqual(reaches);
    expect(answer(failed({ kind: 'storeRefused', url: kvUrl }), state)).toEqual([
      `networks ${classicKey} soon`,
      ...reaches,
    ]);
    expect(answer(state, failed({ kind: 'storeRefused', url: kvUrl }))[0]).toBe(`networks ${classicKey} soon`);
  });
  test('not those whose engines do not answer', () => {
    const hosts = new Map(classic.hosts).set('swarm-node1', { engine: failed(silent) });
    expect(answer(undefined, state, { ...classic, hosts })).toEqual([reaches[0], reaches[2]]);
  });
  test('nor those of a large cluster whose store is down', () => {
    const many = Array.from({ length: 16 }, (_, index) => swarmMachine(`x${index}`, `192.168.99.2${index}`, kvUrl));
    const machines = [...articleMachines(), ...many];
    const large = worldOf(machines, new Map(machines.map(({ name }) => [name, answering(name)] as const)));
    expect(answer(undefined, failed({ kind: 'storeRefused', url: kvUrl }), large)).toEqual([]);
    expect(answer(undefined, state, large)).toHaveLength(3 + many.length);
  });
  test('of another cluster’s store: nobody', () => {
    expect(read({ kind: 'store', store: 'etcd://10.0.0.9:2379', before: undefined, after: state }, classic)).toEqual(
      [],
    );
  });
});

describe('an answer of a swarm’s managers', () => {
  const told = seen(swarmView());
  const answer = (
    before: { source?: string; swarm?: typeof told },
    after: { source?: string; swarm?: typeof told },
    world: Observations = swarm,
  ): readonly string[] => read({ kind: 'cluster', cluster: swarmKey, before, after }, world);

  test('the first that agrees with the engines asks nobody', () => {
    expect(answer({}, { source: 'm1', swarm: told })).toEqual([]);
  });
  test('of another manager, or none: networks are asked for', () => {
    expect(answer({ source: 'm1', swarm: told }, { source: 'm2', swarm: seen(swarmView()) })).toEqual([
      `networks ${swarmKey} soon`,
    ]);
    expect(answer({ source: 'm1', swarm: told }, { source: 'm1', swarm: failed(silent) })).toEqual([
      `networks ${swarmKey} soon`,
    ]);
  });
  test('of a node that changed: its engine is asked for all of itself', () => {
    const promoted = seen(viewWith({ w1: { role: 'manager', manager: asManager('w1') } }));
    expect(answer({ source: 'm1', swarm: told }, { source: 'm1', swarm: promoted })).toEqual(['engine w1 soon all']);
  });
  test('of a node that the engine does not know: so, too, at first', () => {
    const other = seen(
      swarmView({
        nodes: swarmView().nodes.map((node) => (node.hostname === 'w1' ? swarmNode('w1', { id: 'new' }) : node)),
      }),
    );
    expect(answer({}, { source: 'm1', swarm: other })).toEqual(['engine w1 soon all']);
  });
  test('with a leader again: engines that waited for it are asked', () => {
    const hosts = new Map(swarm.hosts).set('m3', { engine: failed(reticent) });
    expect(
      answer({ source: 'm1', swarm: failed(silent) }, { source: 'm1', swarm: told }, { ...swarm, hosts }),
    ).toContain('engine m3 soon');
  });
  test('of its networks alone: nobody', () => {
    expect(
      read(
        { kind: 'cluster', cluster: swarmKey, before: { swarm: told }, after: { swarm: told, overlays: seen([]) } },
        swarm,
      ),
    ).toEqual([]);
  });
});
