// The picture made of what has been found out, and whether two of them show the same.
import { describe, expect, test } from 'vitest';
import { nothingObserved, type Observations } from '../../../src/cluster/observations.ts';
import { groupsOf, picture, samePicture, settledNext } from '../../../src/cluster/picture.ts';
import { lastOf, type Seen } from '../../../src/model/seen.ts';
import { noticeTime, settlingTime, type EngineView } from '../../../src/model/snapshot.ts';
import type { MachineEntry } from '../../../src/model/machine.ts';
import { hostsWith } from '../hosts.ts';
import {
  articleMachines,
  container,
  failed,
  kvUrl,
  managerInfo,
  noon,
  noSwarm,
  overlay,
  seen,
  storePath,
  storeState,
  view,
} from '../samples.ts';
import { managerAddresses, swarmEngine, swarmId, swarmMachines, swarmView } from '../swarms.ts';

const entries = articleMachines().map((machine): MachineEntry => ({
  name: machine.name,
  directory: machine.directory,
  machine,
}));
const blank: Observations = {
  ...nothingObserved(storePath),
  contents: { entries, failure: undefined, hasAuthority: true },
};
const show = (observations: Observations, at = noon) => picture(observations, groupsOf(observations), at);
const later = new Date(noon.getTime() + 1000);

test('of records alone: clusters stand, everything else waits', () => {
  const { machines, clusters } = show(blank);
  expect(machines.map(({ name, engine, power, isSettling }) => [name, engine.state, power, isSettling])).toEqual([
    ['kvstore', 'waiting', 'unknown', false],
    ['swarm-manager', 'waiting', 'unknown', false],
    ['swarm-node1', 'waiting', 'unknown', false],
    ['swarm-node2', 'waiting', 'unknown', false],
  ]);
  expect(clusters).toMatchObject([
    {
      name: 'swarm-manager',
      store: { url: kvUrl, machine: 'kvstore', state: { state: 'waiting' } },
      managers: [{ machine: 'swarm-manager', address: '192.168.99.101:3376', info: { state: 'waiting' } }],
      networks: { state: 'waiting' },
    },
  ]);
});

test('a manager that speaks is the only one listened to about networks', () => {
  const observations: Observations = {
    ...blank,
    hosts: hostsWith({
      managerOverlays: new Map([['swarm-manager', seen([overlay('a')])]]),
      engineOverlays: new Map([['swarm-node1', seen([overlay('a'), overlay('old')])]]),
    }),
  };
  expect(lastOf(show(observations).clusters[0]!.networks)?.value.map(({ name }) => name)).toEqual(['a']);
  const without = {
    ...observations,
    hosts: hostsWith(
      {
        managerOverlays: new Map([['swarm-manager', failed({ kind: 'engineRefused', address: 'x' }, [overlay('a')])]]),
      },
      observations.hosts,
    ),
  };
  expect(lastOf(show(without).clusters[0]!.networks)?.value.map(({ name }) => name)).toEqual(['a', 'old']);
});

test('what was measured of the machines of another cluster is not in it', () => {
  const reach = new Map([
    ['swarm-node1', { reached: true } as const],
    ['stranger', { reached: true } as const],
  ]);
  expect([...show({ ...blank, hosts: hostsWith({ reach }) }).clusters[0]!.store!.reach.keys()]).toEqual([
    'swarm-node1',
  ]);
});

describe('a machine whose create did not end well', () => {
  const unfinished = new Set(['swarm-node1']);
  const isUnfinished = (engine: Seen<EngineView>): boolean | undefined =>
    show({
      ...blank,
      runs: { ...blank.runs, unfinished },
      hosts: hostsWith({ engine: new Map([['swarm-node1', engine]]) }),
    }).machines.find(({ name }) => name === 'swarm-node1')?.isUnfinished;
  const refused = { kind: 'engineRefused', address: 'x' } as const;
  const whole = view('swarm-node1', {}, [container('swarm-agent')]);
  const half = view('swarm-node1');

  test('is unfinished until it is seen whole, and then for good', () => {
    expect(isUnfinished(failed(refused))).toBe(true);
    expect(isUnfinished(seen(half))).toBe(true);
    expect(isUnfinished(failed(refused, half))).toBe(true);
    expect(isUnfinished(seen(whole))).toBe(false);
    expect(isUnfinished(failed(refused, whole))).toBe(false);
    // Nobody has looked.
    expect(isUnfinished({ state: 'waiting', last: undefined })).toBe(false);
  });
});

describe('settling', () => {
  const observations: Observations = {
    ...blank,
    hosts: hostsWith({ answeringSince: new Map([['swarm-node1', noon]]) }),
  };
  const end = new Date(noon.getTime() + settlingTime);
  test('lasts for its time', () => {
    const before = new Date(end.getTime() - 1);
    expect(show(observations, before).machines.find(({ name }) => name === 'swarm-node1')?.isSettling).toBe(true);
    expect(show(observations, end).machines.find(({ name }) => name === 'swarm-node1')?.isSettling).toBe(false);
  });
  test('ends at the earliest of its ends', () => {
    const two: Observations = {
      ...blank,
      hosts: hostsWith({
        answeringSince: new Map([
          ['swarm-node2', later],
          ['swarm-node1', noon],
        ]),
      }),
    };
    expect(settledNext(two, noon)).toEqual(end);
    expect(settledNext(two, end)).toEqual(new Date(later.getTime() + settlingTime));
    expect(settledNext(two, new Date(later.getTime() + settlingTime))).toBeUndefined();
  });
});

test('a manager of a swarm has just failed for as long as its managers may need to notice', () => {
  const refused = { kind: 'engineRefused', address: 'x' } as const;
  const gone = (isManager: boolean): Observations => {
    const last = view('swarm-node1', { swarm: { ...noSwarm, isManager } });
    return { ...blank, hosts: hostsWith({ engine: new Map([['swarm-node1', failed(refused, last)]]) }) };
  };
  const observations = gone(true);
  const end = new Date(noon.getTime() + noticeTime);
  const hasJustFailed = (at: Date): boolean | undefined =>
    show(observations, at).machines.find(({ name }) => name === 'swarm-node1')?.hasJustFailed;
  expect(hasJustFailed(new Date(end.getTime() - 1))).toBe(true);
  expect(hasJustFailed(end)).toBe(false);
  expect(settledNext(observations, noon)).toEqual(end);
  expect(samePicture(show(observations, noon), show(observations, end))).toBe(false);
  expect(settledNext(gone(false), noon)).toBeUndefined();
});

describe('of a swarm', () => {
  const machines = swarmMachines();
  const contents = {
    ...blank.contents,
    entries: machines.map((each): MachineEntry => ({ name: each.name, directory: each.directory, machine: each })),
  };
  const engines = new Map(machines.map(({ name }) => [name, seen({ engine: swarmEngine(name), containers: [] })]));
  const key = `swarm:${swarmId}`;
  const hosts = hostsWith({ engine: engines });
  const whole: Observations = { ...blank, contents, hosts };

  test('before a manager has told: its id and its managers’ addresses are there', () => {
    expect(show(whole).clusters).toMatchObject([
      {
        name: 'm1',
        orchestration: 'swarm-mode',
        store: undefined,
        managers: [],
        swarm: { id: swarmId, source: undefined, view: { state: 'waiting' }, managers: managerAddresses },
      },
    ]);
  });

  test('of which only workers answer: no id, and where its managers are', () => {
    const workers = { ...whole, hosts: new Map([...hosts].filter(([name]) => name.startsWith('w'))) };
    expect(show(workers).clusters).toMatchObject([
      { members: [{}, {}, {}, {}, {}], swarm: { id: undefined, managers: managerAddresses } },
    ]);
  });

  test('as a manager told it, with who that was', () => {
    const told = { ...whole, clusters: new Map([[key, { source: 'm2', swarm: seen(swarmView()) }]]) };
    expect(show(told).clusters[0]?.swarm).toMatchObject({ source: 'm2', view: seen(swarmView()) });
  });

  test('its networks are told by a manager; while none does, what engines know is beside what was told', () => {
    const engineOverlays = new Map([['w1', seen([overlay('of-w1')])]]);
    const told = { ...whole, clusters: new Map([[key, { overlays: seen([overlay('a')]) }]]) };
    expect(show(told).clusters[0]?.networks).toMatchObject({ state: 'seen', value: [{ name: 'a' }] });
    const why = { kind: 'swarmWithoutLeader', address: 'x', said: '' } as const;
    const untold = {
      ...told,
      clusters: new Map([[key, { overlays: failed(why, [overlay('a')]) }]]),
      hosts: hostsWith({ engineOverlays }, hosts),
    };
    expect(show(untold).clusters[0]?.networks).toMatchObject({
      state: 'failed',
      failure: why,
      last: { value: [{ name: 'a' }, { name: 'of-w1' }] },
    });
  });

  test.each<[string, Observations]>([
    ['what its managers tell', { ...whole, clusters: new Map([[key, { source: 'm1', swarm: seen(swarmView()) }]]) }],
    [
      'who tells it',
      { ...whole, clusters: new Map([[key, { source: 'm2', swarm: { state: 'waiting', last: undefined } }]]) },
    ],
    [
      'the addresses of its managers',
      {
        ...whole,
        hosts: new Map([
          ...hosts,
          ['w1', { engine: seen({ engine: swarmEngine('w1', { managers: ['10.0.0.9:2377'] }), containers: [] }) }],
        ]),
      },
    ],
    [
      'whose create did not end well',
      { ...whole, hosts: new Map(), runs: { ...whole.runs, unfinished: new Set(['w1']) } },
    ],
    [
      'a flag that an engine died of',
      { ...whole, hosts: hostsWith({ refusedFlag: new Map([['w1', 'cluster-store']]) }, hosts) },
    ],
  ])('two that differ in %s do not show the same', (_what, other) => {
    expect(samePicture(show(whole), show(other))).toBe(false);
    expect(samePicture(show(other), show(other, later))).toBe(true);
  });
});

test('a flag that an engine died of stands with its machine', () => {
  const observations = { ...blank, hosts: hostsWith({ refusedFlag: new Map([['swarm-node1', 'cluster-store']]) }) };
  expect(show(observations).machines.map(({ refusedFlag }) => refusedFlag)).toEqual([
    undefined,
    undefined,
    'cluster-store',
    undefined,
  ]);
});

describe('two pictures', () => {
  const whole: Observations = {
    ...blank,
    hosts: hostsWith({
      engine: new Map(entries.map(({ name }) => [name, seen(view(name))])),
      manager: new Map([['swarm-manager', seen(managerInfo([]))]]),
      managerOverlays: new Map([['swarm-manager', seen([overlay('a')])]]),
    }),
    stores: new Map([[kvUrl, seen(storeState())]]),
  };
  test('of the same at another time show the same', () => {
    const again: Observations = {
      ...whole,
      hosts: hostsWith({
        engine: new Map(entries.map(({ name }) => [name, seen(view(name), later)])),
        manager: new Map([['swarm-manager', seen(managerInfo([]), later)]]),
        managerOverlays: new Map([['swarm-manager', seen([overlay('a')], later)]]),
      }),
      stores: new Map([[kvUrl, seen(storeState(), later)]]),
    };
    expect(samePicture(show(whole), show(again, later))).toBe(true);
  });
  const refused = { kind: 'engineRefused', address: 'x' } as const;
  const but = (answers: Parameters<typeof hostsWith>[0]) => ({ hosts: hostsWith(answers, whole.hosts) });
  test.each<[string, Partial<Observations>]>([
    ['an engine', but({ engine: new Map([['kvstore', seen(view('kvstore', { images: 9 }))]]) })],
    ['an engine that went', but({ engine: new Map([['kvstore', failed(refused, view('kvstore'))]]) })],
    ['the power of a machine', but({ power: new Map([['kvstore', 'stopped']]) })],
    ['a machine that settles', but({ answeringSince: new Map([['kvstore', noon]]) })],
    ['a manager', but({ manager: new Map([['swarm-manager', seen(managerInfo([], { images: 9 }))]]) })],
    ['a store', { stores: new Map([[kvUrl, seen(storeState({ leader: undefined }))]]) }],
    ['the way to a store', but({ reach: new Map([['swarm-node1', { reached: true }]]) })],
    ['a network', but({ managerOverlays: new Map([['swarm-manager', seen([overlay('b')])]]) })],
    ['a machine fewer', { contents: { ...whole.contents, entries: entries.slice(1) } }],
    ['the authority', { contents: { ...whole.contents, hasAuthority: false } }],
    ['the store folder', { contents: { ...whole.contents, failure: { kind: 'storeMissing', path: storePath } } }],
  ])('that differ in %s do not', (_what, change) => {
    expect(samePicture(show(whole), show({ ...whole, ...change }))).toBe(false);
    expect(samePicture(show({ ...whole, ...change }), show(whole))).toBe(false);
  });
});
