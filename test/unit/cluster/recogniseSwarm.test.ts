// Which machines form a swarm: by what engines say, what managers list, and what the machines were made for.
import { describe, expect, test } from 'vitest';
import { recognise, type SwarmSight } from '../../../src/cluster/recognise.ts';
import type { Engine } from '../../../src/model/engine.ts';
import type { SwarmView } from '../../../src/model/swarmMode.ts';
import { articleMachines, engine, kvUrl, machine } from '../samples.ts';
import {
  asManager,
  managerNames,
  swarmEngine,
  swarmId,
  swarmMachines,
  swarmNode,
  swarmView,
  viewWith,
} from '../swarms.ts';
import { label, read, text } from './recognising.ts';

describe('a swarm of swarm mode', () => {
  const whole = 'm1 (swarm-mode): manager m1, manager m2, manager m3, node w1, node w2';
  /** Engines as they last said; those that are not named never have. */
  const engines =
    (said: Readonly<Record<string, Engine>>) =>
    (name: string): Engine | undefined =>
      said[name];
  const all = Object.fromEntries(swarmMachines().map(({ name }) => [name, swarmEngine(name)]));
  const without = (...names: readonly string[]): Readonly<Record<string, Engine>> =>
    Object.fromEntries(Object.entries(all).filter(([name]) => !names.includes(name)));
  const told = (view: SwarmView, silent: readonly string[] = []): SwarmSight => ({
    views: new Map([[`swarm:${swarmId}`, view]]),
    isSilent: (name) => silent.includes(name),
  });

  test('is who says its id, and the workers who say where its managers are', () => {
    expect(read([...swarmMachines(), machine('dev', { address: '10.9.9.9' })], engines(all))).toEqual([whole]);
    expect(recognise(swarmMachines(), engines(all))[0]?.key).toBe(`swarm:${swarmId}`);
  });

  test('of which only workers answer is one, though nobody knows its id', () => {
    const workers = swarmMachines().slice(3);
    expect(read(workers, engines(without(...managerNames)))).toEqual(['w1 (swarm-mode): node w1, node w2']);
    const later = engines({ ...without(...managerNames), w2: swarmEngine('w2', { managers: ['10.0.0.2:2377'] }) });
    expect(read(workers, later)).toEqual(['w1 (swarm-mode): node w1, node w2']);
  });

  test('has the managers whose addresses its workers say, though they have never answered', () => {
    const silent = { views: new Map(), isSilent: (name: string) => managerNames.includes(name) };
    expect(read(swarmMachines(), engines(without(...managerNames)), silent)).toEqual([whole]);
  });

  test('keeps its key while its managers have no quorum, and do not say its id', () => {
    const idless = Object.fromEntries(
      Object.keys(all).map((name) => [name, swarmEngine(name, { clusterId: undefined })]),
    );
    const groups = recognise(swarmMachines(), engines(idless), told(swarmView()));
    expect(groups.map(({ key }) => key)).toEqual([`swarm:${swarmId}`]);
    expect(text(groups)).toEqual([whole]);
  });

  test('has a node that managers list, wherever its engine says they are', () => {
    const elsewhere = engines({ ...all, w2: swarmEngine('w2', { managers: ['192.168.7.7:2377'] }) });
    expect(read(swarmMachines(), elsewhere, told(swarmView()))).toEqual([whole]);
  });

  test.each<[string, string[], SwarmView]>([
    ['its address', ['w2'], swarmView()],
    ['its address as a manager', ['m3'], viewWith({ m3: { address: '0.0.0.0' } })],
  ])('has a silent machine by %s among the nodes', (_how, silent, view) => {
    expect(read(swarmMachines(), engines(without(...silent)), told(view, silent))).toEqual([whole]);
  });

  test('has a silent machine that was listed before any manager said its id', () => {
    const early = { views: new Map([['swarm:10.0.0.1,10.0.0.2,10.0.0.3', swarmView()]]), isSilent: () => false };
    const silent = { ...early, isSilent: (name: string) => name === 'm1' };
    expect(read(swarmMachines(), engines(without('m1')), silent)).toEqual([whole]);
  });

  test('has a machine that was never heard by its name where one node alone has it, and no engine says that it is that one', () => {
    const moved = viewWith({ w2: { address: '10.0.0.77' } });
    const nameless = swarmMachines().map((each) => (each.name === 'w2' ? { ...each, address: undefined } : each));
    expect(read(nameless, engines(without('w2')), told(moved, ['w2']))).toEqual([whole]);
    expect(read(swarmMachines(), engines(without('w2')), told(moved, ['w2']))).toEqual([whole]);
    const apart = ['m1 (swarm-mode): manager m1, manager m2, manager m3, node w1'];
    const two = swarmView({ nodes: [...moved.nodes, swarmNode('w2', { id: 'other', address: '10.0.0.78' })] });
    expect(read(swarmMachines(), engines(without('w2')), told(two, ['w2']))).toEqual(apart);
    const another = viewWith({ w1: { hostname: 'w2' }, w2: undefined });
    expect(read(swarmMachines(), engines(without('w2')), told(another, ['w2']))).toEqual(apart);
  });

  test('does not have a machine whose engine says that it is in none, whatever is listed at its address', () => {
    const left = engines({ ...all, w2: engine('w2') });
    const expected = ['m1 (swarm-mode): manager m1, manager m2, manager m3, node w1'];
    expect(read(swarmMachines(), left, told(swarmView()))).toEqual(expected);
    // What it left behind is down; that it said so before it fell silent still holds then.
    expect(read(swarmMachines(), left, told(viewWith({ w2: { state: 'down' } }), ['w2']))).toEqual(expected);
    expect(read(swarmMachines(), left, told(swarmView(), ['w2']))).toEqual([whole]);
  });

  test('has roles by what engines say now, else by what managers say of them', () => {
    const demoted = viewWith({ m3: { role: 'worker', manager: undefined } });
    expect(read(swarmMachines(), engines(all), told(demoted))).toEqual([whole]);
    expect(read(swarmMachines(), engines(all), told(demoted, ['m3']))).toEqual([
      'm1 (swarm-mode): manager m1, manager m2, node m3, node w1, node w2',
    ]);
    const restarting = engines({ ...all, m3: swarmEngine('m3', { state: 'pending', isManager: false }) });
    expect(read(swarmMachines(), restarting, told(swarmView()))).toEqual([whole]);
  });

  test('has a locked manager, which says nothing but that', () => {
    const locked = { state: 'locked', nodeId: '', isManager: false, clusterId: undefined, managers: [] } as const;
    expect(read(swarmMachines(), engines({ ...all, m3: swarmEngine('m3', locked) }))).toEqual([whole]);
    expect(read(swarmMachines().slice(0, 1), engines({ m1: swarmEngine('m1', locked) }))).toEqual([
      'm1 (swarm-mode): manager m1',
    ]);
  });

  test('that is another one stays apart, also where a host has been in both', () => {
    const other = swarmEngine('w2', { nodeId: 'n', isManager: true, clusterId: 'swarm2', managers: ['10.0.0.5:2377'] });
    expect(read(swarmMachines(), engines({ ...all, w2: other }), told(viewWith({ w2: { state: 'down' } })))).toEqual([
      'm1 (swarm-mode): manager m1, manager m2, manager m3, node w1',
      'w2 (swarm-mode): manager w2',
    ]);
  });

  test('wins over a store that the record names: an engine has one or the other', () => {
    const flagged = swarmMachines().map((each) => ({ ...each, engineFlags: ['cluster-store=consul://10.0.0.9'] }));
    expect(read(flagged, engines(all))).toEqual([whole]);
  });

  test('is told apart from a node that joined anew and left its former entry behind', () => {
    const view = swarmView({
      nodes: [
        ...swarmView().nodes,
        swarmNode('w2', { id: 'old', state: 'down', role: 'manager', manager: asManager('w2') }),
      ],
    });
    expect(read(swarmMachines(), engines(without('w2')), told(view, ['w2']))).toEqual([whole]);
  });
});

describe('machines made for swarm mode', () => {
  const made = { ...label, 'dockeroverlay.orchestration': 'swarm-mode' };
  const machines = swarmMachines(made);
  const inactive = (name: string): Engine => engine(name, { version: '26.1.5' });

  test('that nobody has put into a swarm yet are one cluster whose managers are not known', () => {
    const expected = ['demo (swarm-mode): node m1, node m2, node m3, node w1, node w2'];
    expect(read(machines)).toEqual(expected);
    expect(read(machines, inactive)).toEqual(expected);
    const byEngine = (name: string): Engine => engine(name, { labels: made });
    expect(read(swarmMachines(), byEngine)).toEqual(expected);
  });

  test('join the swarm that others of their label are in', () => {
    const some = (name: string): Engine => (name === 'm1' || name === 'w1' ? swarmEngine(name) : inactive(name));
    expect(read(machines, some)).toEqual(['demo (swarm-mode): manager m1, node m2, node m3, node w1, node w2']);
    // Those on their way into one that nobody knows are of their label too.
    const stuck = (name: string): Engine =>
      name === 'w2' ? swarmEngine('w2', { state: 'pending', nodeId: '', managers: ['10.9.9.9:2377'] }) : some(name);
    expect(read(machines, stuck)).toEqual(read(machines, some));
  });

  test('that are in another swarm are of that one', () => {
    const other = swarmEngine('w2', { nodeId: 'n', isManager: true, clusterId: 'swarm2', managers: ['10.0.0.5:2377'] });
    expect(read(machines, (name) => (name === 'w2' ? other : swarmEngine(name)))).toEqual([
      'demo (swarm-mode): manager m1, manager m2, manager m3, node w1',
      'demo-2 (swarm-mode): manager w2',
    ]);
  });

  test('are not taken for the store machines of a classic cluster of their label, nor that for one of them', () => {
    const classic = articleMachines().map((each) => ({ ...each, engineLabels: label }));
    expect(read([...classic, ...machines])).toEqual([
      `demo (classic): keyValueStore kvstore, manager swarm-manager, node swarm-node1, node swarm-node2 @${kvUrl} on kvstore`,
      'demo-2 (swarm-mode): node m1, node m2, node m3, node w1, node w2',
    ]);
  });

  test('take a machine along that carries only their label', () => {
    const leftover = machine('kvstore', { address: '10.0.0.9', engineLabels: label });
    expect(read([...machines, leftover])).toEqual([
      'demo (swarm-mode): node kvstore, node m1, node m2, node m3, node w1, node w2',
    ]);
  });
});
