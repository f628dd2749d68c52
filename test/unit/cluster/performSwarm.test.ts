// The actions of swarm mode against doors in memory: who is asked what, what each answer means, and where a token may be.
import { describe, expect, test } from 'vitest';
import { err, ok } from '../../../src/base/result.ts';
import { english } from '../../../src/base/text.ts';
import { createPerform } from '../../../src/cluster/perform.ts';
import type { Patience } from '../../../src/cluster/performWorld.ts';
import type { Doors, EngineDoor, MachineCommand, SwarmDoor } from '../../../src/docker/doors.ts';
import type { SwarmMembership } from '../../../src/model/engine.ts';
import type { Failure, Outcome } from '../../../src/model/failure.ts';
import type { Action } from '../../../src/model/plan.ts';
import type { SwarmNode, SwarmTask, SwarmToEnter, SwarmView } from '../../../src/model/swarmMode.ts';
import { FakeWorld } from '../fakeWorld.ts';
import { engine, machine, noSwarm } from '../samples.ts';

const patient: Patience = { store: 30_000, nodes: 30_000, swarm: 30_000, between: 5, probe: 1000 };
const hurried: Patience = { store: 60, nodes: 60, swarm: 60, between: 5, probe: 20 };

const addresses: Readonly<Record<string, string>> = { m1: '10.0.0.1', m2: '10.0.0.2', w1: '10.0.0.3' };
const secret = 'SWMTKN-1-worker-secret';
const managerSecret = 'SWMTKN-1-manager-secret';
const said = (text: string, status = 500): Failure => ({
  kind: 'engineError',
  address: '10.0.0.3:2376',
  status,
  said: text,
});
const timedOut = said(
  'Timeout was reached before node joined. The attempt to join the swarm will continue in the background.',
);
const leaderless: Failure = { kind: 'swarmWithoutLeader', address: '10.0.0.1:2376', said: 'no leader' };

interface Asked {
  readonly machine: string;
  readonly what: string;
  readonly given?: unknown;
}

/** Three engines; each answer is the test's own, or what a good one would be. */
function world(
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
    engines: { engine: ({ name }) => door(name), manager: ({ name }) => door(name), dispose: () => undefined },
    tool: {
      run: async <T>(command: MachineCommand<T>): Promise<Outcome<T>> => {
        asked.push({ machine: command.args[1] ?? '', what: command.args[0] ?? '' });
        const way = own.way ?? 'connect=0.001 exit=52';
        return typeof way === 'string' ? command.parse(way) : err(way);
      },
    },
    dispose: () => {
      fake.dispose();
    },
  };
  return { doors, asked, fake };
}

const node = (name: string, wanted: Partial<SwarmNode> = {}): SwarmNode => ({
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
const manages = (name: string, reachability: 'reachable' | 'unreachable' = 'reachable'): SwarmNode =>
  node(name, {
    role: 'manager',
    manager: { isLeader: name === 'm1', reachability, address: `${addresses[name] ?? ''}:2377` },
  });
const list = (nodes: readonly SwarmNode[] = [manages('m1')], tasks: readonly SwarmTask[] = []): SwarmView => ({
  nodes,
  services: [],
  tasks,
});

interface Performed {
  readonly outcome: Outcome<void>;
  readonly said: readonly string[];
}

async function perform(
  doors: Doors,
  action: Action,
  { signal = new AbortController().signal, patience = patient }: { signal?: AbortSignal; patience?: Patience } = {},
): Promise<Performed> {
  const lines: string[] = [];
  const outcome = await createPerform(doors, { t: english, patience })(action, {
    signal,
    stage: (stage) => lines.push(stage),
    said: (line) => lines.push(line),
  });
  return { outcome, said: lines };
}

const whats = (asked: readonly Asked[]): string[] => asked.map(({ machine: of, what }) => `${of} ${what}`);

describe('initSwarm', () => {
  const init: Action = {
    kind: 'initSwarm',
    machine: 'm1',
    swarm: {
      interface: 'eth1',
      defaultAddressPools: ['10.20.0.0/16'],
      dataPathPort: 7789,
      isAutolocked: true,
      availability: 'drain',
    },
  };

  test('is one call to the engine', async () => {
    const { doors, asked } = world();
    expect((await perform(doors, init)).outcome).toEqual(ok(undefined));
    expect(asked).toEqual([{ machine: 'm1', what: 'init', given: [init.swarm] }]);
  });

  test('on a host that is in a swarm of its former life touches nothing there, and names its managers', async () => {
    const { doors, asked } = world({
      swarm: { m1: { init: async () => err({ kind: 'alreadyInSwarm', address: '' }) } },
      says: { m1: { managers: ['10.7.7.7:2377'] } },
    });
    expect((await perform(doors, init)).outcome).toEqual(
      err({ kind: 'inAnotherSwarm', machine: 'm1', by: '', managers: ['10.7.7.7:2377'] }),
    );
    expect(whats(asked)).toEqual(['m1 init', 'm1 engine']);
  });

  test('tells any other failure as it is', async () => {
    const failure = said('could not find local IP address');
    const { doors } = world({ swarm: { m1: { init: async () => err(failure) } } });
    expect((await perform(doors, init)).outcome).toEqual(err(failure));
  });
});

describe('joinSwarm', () => {
  const join = (role: 'manager' | 'worker' = 'worker'): Action => ({
    kind: 'joinSwarm',
    machine: 'w1',
    via: 'm1',
    as: { role, interface: 'eth1', availability: 'active' },
  });

  test.each([
    ['worker', secret],
    ['manager', managerSecret],
  ] as const)("asks the manager where it is, tries the way there, then takes a %s's token", async (role, token) => {
    const { doors, asked } = world();
    expect(await perform(doors, join(role))).toEqual({ outcome: ok(undefined), said: [] });
    expect(whats(asked)).toEqual(['m1 engine', 'w1 ssh', 'm1 joinTokens', 'w1 join']);
    expect(asked.at(-1)?.given).toEqual([
      { interface: 'eth1', managers: ['10.0.0.1:2377'], token, availability: 'active' },
    ]);
  });

  test('goes to the port that the manager listens on', async () => {
    const { doors, asked } = world({ says: { m1: { managers: ['10.0.0.9:2377', '10.0.0.1:3377'] } } });
    await perform(doors, join());
    expect(asked.at(-1)?.given).toMatchObject([{ managers: ['10.0.0.1:3377'] }]);
  });

  test.each<[string, string, Failure]>([
    [
      'refused',
      'curl: (7) Failed to connect: Connection refused\n exit=7',
      { kind: 'engineRefused', address: '10.0.0.1:2377' },
    ],
    [
      'silent',
      'connect=0.000000 curl: (28) Connection timed out\n exit=28',
      { kind: 'engineSilent', address: '10.0.0.1:2377', after: 3000, connected: false },
    ],
    [
      'without a way',
      'curl: (7) No route to host\n exit=7',
      { kind: 'engineUnreachable', address: '10.0.0.1:2377', said: 'curl: (7) No route to host' },
    ],
  ])('begins nothing where the manager is %s', async (_, way, cause) => {
    const { doors, asked } = world({ way });
    expect((await perform(doors, join())).outcome).toEqual(
      err({ kind: 'managerNotReached', machine: 'w1', manager: '10.0.0.1:2377', cause }),
    );
    expect(whats(asked)).toEqual(['m1 engine', 'w1 ssh']);
  });

  test.each<[string, string | Failure]>([
    ['no curl', 'sh: curl: not found\n exit=127'],
    ['no ssh', { kind: 'toolFailed', argv: ['ssh'], exitCode: 1, said: 'exit status 255' }],
  ])('goes on where the way cannot be tried: %s', async (_, way) => {
    const { doors, asked } = world({ way });
    expect((await perform(doors, join())).outcome).toEqual(ok(undefined));
    expect(whats(asked)).toContain('w1 join');
  });

  test.each<[Partial<SwarmMembership>, Failure['kind']]>([
    [noSwarm, 'notInSwarm'],
    [{ isManager: false }, 'notAManager'],
    [{ state: 'locked' }, 'swarmLocked'],
  ])('says what is wrong with the manager: %j', async (says, kind) => {
    const { doors, asked } = world({ says: { m1: says } });
    expect((await perform(doors, join())).outcome).toMatchObject({ error: { kind, address: '10.0.0.1:2376' } });
    expect(whats(asked)).toEqual(['m1 engine']);
  });

  test('waits while the managers agree on a leader', async () => {
    let calls = 0;
    const { doors } = world({
      swarm: {
        m1: {
          joinTokens: async () => ((calls += 1) < 4 ? err(leaderless) : ok({ worker: secret, manager: managerSecret })),
        },
      },
    });
    expect((await perform(doors, join())).outcome).toEqual(ok(undefined));
    expect(calls).toBe(4);
  });

  test('and gives up when they never do', async () => {
    const { doors } = world({ swarm: { m1: { joinTokens: async () => err(leaderless) } } });
    expect((await perform(doors, join(), { patience: hurried })).outcome).toEqual(err(leaderless));
  });

  test('takes the new token when somebody has rotated it in between', async () => {
    const tokens = ['old', 'new'];
    const used: string[] = [];
    const { doors } = world({
      swarm: {
        m1: { joinTokens: async () => ok({ worker: tokens[Math.min(used.length, 1)]!, manager: '' }) },
        w1: {
          join: async ({ token }: SwarmToEnter) => (
            used.push(token),
            token === 'new' ? ok(undefined) : err(said('A valid join token is necessary to join this cluster'))
          ),
        },
      },
    });
    expect((await perform(doors, join())).outcome).toEqual(ok(undefined));
    expect(used).toEqual(['old', 'new']);
  });

  test('but not again and again', async () => {
    const failure = said('invalid join token');
    const { doors, asked } = world({ swarm: { w1: { join: async () => err(failure) } } });
    expect((await perform(doors, join())).outcome).toEqual(err(failure));
    expect(whats(asked).filter((each) => each === 'w1 join')).toHaveLength(2);
  });

  test.each<[string, Failure]>([
    ['timed out', timedOut],
    ['never answered', { kind: 'engineSilent', address: '10.0.0.3:2376', after: 40_000, connected: true }],
  ])('ends what goes on behind when it %s, and what it left in the list', async (_, failure) => {
    const { doors, asked } = world({
      swarm: { w1: { join: async () => err(failure) } },
      says: { w1: { state: 'pending', nodeId: 'half-joined' } },
    });
    expect((await perform(doors, join())).outcome).toEqual(err(failure));
    expect(asked.slice(-3)).toEqual([
      { machine: 'w1', what: 'engine' },
      { machine: 'w1', what: 'leave', given: [{ force: true }] },
      { machine: 'm1', what: 'removeNode', given: ['half-joined', { force: true }] },
    ]);
  });

  test('has nothing in the list to take away where it never came that far', async () => {
    const { doors, asked } = world({
      swarm: { w1: { join: async () => err(timedOut) } },
      says: { w1: { state: 'pending' } },
    });
    await perform(doors, join());
    expect(whats(asked).slice(-2)).toEqual(['w1 engine', 'w1 leave']);
  });

  test('lets an engine be that refuses at once', async () => {
    const { doors, asked } = world({ swarm: { w1: { join: async () => err(said('rpc error: remote CA')) } } });
    await perform(doors, join());
    expect(whats(asked)).not.toContain('w1 leave');
  });

  const already = { w1: { join: async () => err<Failure>({ kind: 'alreadyInSwarm', address: '' }) } };
  const inside: Partial<SwarmMembership> = { state: 'active', nodeId: 'id-w1', managers: ['10.0.0.1:2377'] };

  test('is content when it is in that swarm already', async () => {
    const { doors } = world({
      swarm: already,
      says: { w1: inside },
      view: () => ok(list([manages('m1'), node('w1')])),
    });
    expect((await perform(doors, join())).outcome).toEqual(ok(undefined));
  });

  test('names another swarm that it is in, and touches nothing there', async () => {
    const { doors, asked } = world({ swarm: already, says: { w1: { ...inside, managers: ['10.7.7.7:2377'] } } });
    expect((await perform(doors, join())).outcome).toEqual(
      err({ kind: 'inAnotherSwarm', machine: 'w1', by: '', managers: ['10.7.7.7:2377'] }),
    );
    expect(whats(asked)).not.toContain('w1 leave');
    // A manager knows its swarm's own id, whatever its managers' addresses are.
    const manager = world({ swarm: already, says: { w1: { ...inside, clusterId: 'swarm-2' } } });
    expect((await perform(manager.doors, join())).outcome).toMatchObject({ error: { kind: 'inAnotherSwarm' } });
  });

  test('leaves that swarm and joins anew where its managers have removed it', async () => {
    let tries = 0;
    const { doors, asked } = world({
      swarm: {
        w1: { join: async () => ((tries += 1) === 1 ? err({ kind: 'alreadyInSwarm', address: '' }) : ok(undefined)) },
      },
      says: { w1: inside },
    });
    expect((await perform(doors, join())).outcome).toEqual(ok(undefined));
    expect(whats(asked).slice(-3)).toEqual(['w1 leave', 'm1 joinTokens', 'w1 join']);
  });

  test('stops with a cancel', async () => {
    const cancel = new AbortController();
    const { doors, asked } = world({
      swarm: {
        m1: {
          joinTokens: async () => {
            cancel.abort();
            return err(leaderless);
          },
        },
      },
    });
    expect((await perform(doors, join(), { signal: cancel.signal })).outcome).toEqual(
      err({ kind: 'cancelled', what: 'm1' }),
    );
    expect(whats(asked)).not.toContain('w1 join');
  });

  test('hands its signal to every call', async () => {
    const cancel = new AbortController();
    const signals: unknown[] = [];
    const { doors } = world({
      swarm: { w1: { join: async (_, options) => (signals.push(options?.signal), ok(undefined)) } },
    });
    await perform(doors, join(), { signal: cancel.signal });
    expect(signals).toEqual([cancel.signal]);
  });

  test('never tells a token: not in what it says, and not in a failure that says it back', async () => {
    const failure = said(`invalid token ${secret} (${secret})`);
    const { doors } = world({ swarm: { w1: { join: async () => err(failure) } } });
    const performed = await perform(doors, join());
    expect(performed.outcome).toMatchObject({ error: { said: 'invalid token *** (***)' } });
    expect(JSON.stringify(performed)).not.toContain('SWMTKN');
  });
});

describe('leaveSwarm', () => {
  test('is one call, by force', async () => {
    const { doors, asked } = world();
    expect((await perform(doors, { kind: 'leaveSwarm', machine: 'w1' })).outcome).toEqual(ok(undefined));
    expect(asked).toEqual([{ machine: 'w1', what: 'leave', given: [{ force: true }] }]);
  });

  test('is tried again while the engine only needs a moment, and told when it needs too long', async () => {
    const failures = [said('context deadline exceeded'), leaderless];
    const { doors, asked } = world({
      swarm: {
        w1: {
          leave: async () => {
            const failure = failures.shift();
            return failure ? err(failure) : ok(undefined);
          },
        },
      },
    });
    expect((await perform(doors, { kind: 'leaveSwarm', machine: 'w1' })).outcome).toEqual(ok(undefined));
    expect(asked).toHaveLength(3);
    const never = world({ swarm: { w1: { leave: async () => err(said('busy')) } } });
    const action: Action = { kind: 'leaveSwarm', machine: 'w1' };
    expect((await perform(never.doors, action, { patience: hurried })).outcome).toEqual(err(said('busy')));
  });

  test.each<Failure>([{ kind: 'engineRefused', address: '10.0.0.3:2376' }, said('You are a manager', 400)])(
    'is not tried again where that would not help: $kind',
    async (failure) => {
      const { doors, asked } = world({ swarm: { w1: { leave: async () => err(failure) } } });
      expect((await perform(doors, { kind: 'leaveSwarm', machine: 'w1' })).outcome).toEqual(err(failure));
      expect(asked).toHaveLength(1);
    },
  );
});

describe('updateNode', () => {
  const update = (change: Extract<Action, { kind: 'updateNode' }>['change']): Action => ({
    kind: 'updateNode',
    via: 'm1',
    node: { id: 'id-m2', hostname: 'm2' },
    change,
  });
  const task = (state: string): SwarmTask =>
    ({ id: 't', serviceId: 's', nodeId: 'id-m2', state, desired: 'running' }) as unknown as SwarmTask;

  test('is done once the list shows it', async () => {
    let calls = 0;
    const { doors, asked } = world({
      view: () => ok(list([manages('m1'), (calls += 1) < 3 ? manages('m2') : node('m2')])),
    });
    expect((await perform(doors, update({ role: 'worker' }))).outcome).toEqual(ok(undefined));
    expect(whats(asked)).toEqual(['m1 updateNode', 'm1 view', 'm1 view', 'm1 view']);
    expect(asked[0]?.given).toEqual(['id-m2', { role: 'worker' }]);
  });

  test('fails where it never does', async () => {
    const { doors } = world({ view: () => ok(list([manages('m1'), manages('m2')])) });
    expect((await perform(doors, update({ role: 'worker' }), { patience: hurried })).outcome).toEqual(
      err({ kind: 'timedOut', what: 'm2', after: 60 }),
    );
  });

  test('of a manager that demotes itself is done when it cannot tell any more', async () => {
    const { doors } = world({ view: () => err({ kind: 'notAManager', address: '' }) });
    expect((await perform(doors, update({ role: 'worker' }))).outcome).toEqual(ok(undefined));
  });

  test('drains until nothing runs there, and does not take slow ends for a failure', async () => {
    let calls = 0;
    const drained = node('m2', { availability: 'drain' });
    const { doors } = world({ view: () => ok(list([drained], [task((calls += 1) < 3 ? 'running' : 'shutdown')])) });
    expect((await perform(doors, update({ availability: 'drain' }))).outcome).toEqual(ok(undefined));
    expect(calls).toBe(3);
    const slow = world({ view: () => ok(list([drained], [task('running')])) });
    expect((await perform(slow.doors, update({ availability: 'drain' }), { patience: hurried })).outcome).toEqual(
      ok(undefined),
    );
  });

  test('waits while there is no leader; any other failure is told', async () => {
    let calls = 0;
    const { doors } = world({
      swarm: {
        m1: { updateNode: async () => ((calls += 1) < 3 ? err(leaderless) : err(said('node not found', 404))) },
      },
    });
    expect((await perform(doors, update({ role: 'manager' }))).outcome).toEqual(err(said('node not found', 404)));
    expect(calls).toBe(3);
  });
});

describe('removeNode', () => {
  const remove: Action = { kind: 'removeNode', via: 'm1', node: { id: 'id-w1', hostname: 'w1' } };

  test('goes by force, as who has left counts as ready for a while', async () => {
    const { doors, asked } = world();
    expect((await perform(doors, remove)).outcome).toEqual(ok(undefined));
    expect(asked).toEqual([{ machine: 'm1', what: 'removeNode', given: ['id-w1', { force: true }] }]);
  });

  test('waits until a demoted manager counts as none, and while there is no leader', async () => {
    const failures = [
      said(
        'rpc error: code = FailedPrecondition desc = node x is a cluster manager. It must be demoted to worker before removal',
      ),
      leaderless,
    ];
    const { doors, asked } = world({
      swarm: {
        m1: {
          removeNode: async () => {
            const failure = failures.shift();
            return failure ? err(failure) : ok(undefined);
          },
        },
      },
    });
    expect((await perform(doors, remove)).outcome).toEqual(ok(undefined));
    expect(asked).toHaveLength(3);
  });

  test('tells what else is wrong at once, and what never ends in the end', async () => {
    const refused: Failure = { kind: 'engineRefused', address: '10.0.0.1:2376' };
    const away = world({ swarm: { m1: { removeNode: async () => err(refused) } } });
    expect((await perform(away.doors, remove)).outcome).toEqual(err(refused));
    const stuck = world({ swarm: { m1: { removeNode: async () => err(leaderless) } } });
    expect((await perform(stuck.doors, remove, { patience: hurried })).outcome).toEqual(err(leaderless));
  });
});

describe('awaitSwarm', () => {
  const wait: Action = { kind: 'awaitSwarm', managers: ['m1', 'm2'], nodes: ['m1', 'm2', 'w1'] };
  const joined = (name: string): Partial<SwarmMembership> => ({ state: 'active', nodeId: `id-${name}` });
  const says = { m2: joined('m2'), w1: joined('w1') };
  const whole = [manages('m1'), manages('m2'), node('w1')];

  test('is content when all are ready and the managers reach each other', async () => {
    const { doors, asked } = world({ says, view: () => ok(list(whole)) });
    expect((await perform(doors, wait)).outcome).toEqual(ok(undefined));
    // Each engine is asked for its id once.
    expect(whats(asked).filter((each) => each.endsWith('engine'))).toHaveLength(3);
  });

  test('goes by the id that an engine has now, not by its name: its former life may be in the list still', async () => {
    const former = node('w1', { id: 'old', state: 'ready' });
    const { doors } = world({ says, view: () => ok(list([manages('m1'), manages('m2'), former])) });
    expect((await perform(doors, wait, { patience: hurried })).outcome).toMatchObject({
      error: { kind: 'nodesMissing', missing: [{ machine: 'w1', why: "not in the managers' list" }] },
    });
  });

  test('tells who is missing while it waits, and why in the end', async () => {
    const down = node('w1', { state: 'down', message: 'heartbeat failure' });
    const { doors, fake } = world({ says, view: () => ok(list([manages('m1'), manages('m2', 'unreachable'), down])) });
    fake.engineOf('w1').refuse();
    const { outcome, said: lines } = await perform(doors, wait, { patience: hurried });
    expect(lines).toEqual(['1 of 3 nodes healthy; waiting for m2, w1']);
    expect(outcome).toEqual(
      err({
        kind: 'nodesMissing',
        manager: 'm1',
        wanted: 3,
        healthy: 1,
        missing: [
          { machine: 'm2', why: 'not reachable as a manager', engine: undefined },
          {
            machine: 'w1',
            why: 'down: heartbeat failure',
            engine: { kind: 'engineRefused', address: '10.0.0.3:2376' },
          },
        ],
      }),
    );
  });

  test('asks the next manager while the first keeps silent', async () => {
    const refused: Failure = { kind: 'engineRefused', address: '10.0.0.1:2376' };
    const { doors, asked } = world({
      says,
      swarm: { m1: { view: async () => err(refused) } },
      view: () => ok(list(whole)),
    });
    expect((await perform(doors, wait)).outcome).toEqual(ok(undefined));
    expect(whats(asked)).toContain('m2 view');
  });

  test('survives managers that tell nothing', async () => {
    const { doors } = world({ says, view: () => err(leaderless) });
    expect((await perform(doors, wait, { patience: hurried })).outcome).toMatchObject({
      error: {
        kind: 'nodesMissing',
        healthy: 0,
        missing: [{ why: 'no manager tells of it', cause: { kind: 'swarmWithoutLeader' } }, {}, {}],
      },
    });
  });

  test('does not wait for a machine that somebody has removed', async () => {
    const { doors, fake } = world({ says, view: () => ok(list([manages('m1')])) });
    fake.remove('w1');
    expect((await perform(doors, wait)).outcome).toEqual(err({ kind: 'machineUnknown', machine: 'w1' }));
  });

  test('ends with the cancel', async () => {
    const cancel = new AbortController();
    const { doors } = world({
      says,
      view: () => {
        cancel.abort();
        return ok(list([]));
      },
    });
    expect((await perform(doors, wait, { signal: cancel.signal })).outcome).toEqual(
      err({ kind: 'cancelled', what: 'm1' }),
    );
  });
});

test('a machine that went is a failure and no crash, whatever was to be done', async () => {
  const actions: readonly Action[] = [
    { kind: 'leaveSwarm', machine: 'w1' },
    { kind: 'joinSwarm', machine: 'm1', via: 'w1', as: { role: 'worker', interface: 'eth1', availability: 'active' } },
    { kind: 'updateNode', via: 'w1', node: { id: 'x', hostname: 'x' }, change: { role: 'worker' } },
    { kind: 'removeNode', via: 'w1', node: { id: 'x', hostname: 'x' } },
  ];
  for (const action of actions) {
    const { doors, fake } = world();
    fake.remove('w1');
    expect((await perform(doors, action)).outcome).toEqual(err({ kind: 'machineUnknown', machine: 'w1' }));
  }
});
