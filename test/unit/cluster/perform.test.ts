// Each action against doors in memory: what is asked of whom, and what each answer means.
import { describe, expect, test } from 'vitest';
import { err, ok } from '../../../src/base/result.ts';
import { english } from '../../../src/base/text.ts';
import { createPerform } from '../../../src/cluster/perform.ts';
import type { Patience } from '../../../src/cluster/performWorld.ts';
import type { Doors, EngineDoor, MachineCommand, OutputLine } from '../../../src/docker/doors.ts';
import type { Failure, Outcome } from '../../../src/model/failure.ts';
import type { StoreState } from '../../../src/model/keyValueStore.ts';
import type { Machine } from '../../../src/model/machine.ts';
import type { OverlayNetwork } from '../../../src/model/network.ts';
import type { Action, ContainerToRun, MachineToCreate, NetworkToCreate } from '../../../src/model/plan.ts';
import { storeContainer } from '../../../src/model/storeContainer.ts';
import { articleWorld, type FakeWorld } from '../fakeWorld.ts';
import { classicNode, container, kvUrl, machine, managerInfo, overlay, storeState } from '../samples.ts';

/** For what must come to be, however slow the computer; and for what must be given up. */
const patient: Patience = { store: 30_000, nodes: 30_000, swarm: 30_000, between: 5, probe: 1000 };
const hurried: Patience = { store: 60, nodes: 60, swarm: 60, between: 5, probe: 20 };

interface World extends Omit<Doors, 'dispose'> {
  readonly fake: FakeWorld;
  dispose(): void;
}

/** The article's cluster, with an engine door and a tool of the test's own where it asks for them. */
function world(
  own: {
    readonly engine?: Partial<EngineDoor>;
    readonly tool?: (args: readonly string[], fake: FakeWorld, tell: (line: OutputLine) => void) => Outcome<void>;
  } = {},
): World {
  const fake = articleWorld();
  return {
    fake,
    store: fake.store,
    keyValueStores: fake.keyValueStores,
    hosts: fake.hosts,
    engines: {
      engine: (each) => ({ ...fake.engines.engine(each), ...own.engine }),
      manager: (each) => ({ ...fake.engines.manager(each), ...own.engine }),
      dispose: () => undefined,
    },
    tool: {
      run: async <T>(
        command: MachineCommand<T>,
        options: { readonly onLine?: (line: OutputLine) => void } = {},
      ): Promise<Outcome<T>> => {
        fake.ran.push(command.args);
        const outcome = own.tool?.(command.args, fake, options.onLine ?? ((): void => undefined)) ?? ok(undefined);
        return outcome.ok ? command.parse('') : outcome;
      },
    },
    dispose: () => {
      fake.dispose();
    },
  };
}

interface Performed {
  readonly outcome: Outcome<void>;
  readonly said: readonly string[];
  readonly stages: readonly string[];
}

async function perform(
  doors: Doors,
  action: Action,
  { signal = new AbortController().signal, patience = patient }: { signal?: AbortSignal; patience?: Patience } = {},
): Promise<Performed> {
  const said: string[] = [];
  const stages: string[] = [];
  const outcome = await createPerform(doors, { t: english, patience })(action, {
    signal,
    stage: (stage) => stages.push(stage),
    said: (line) => said.push(line),
  });
  return { outcome, said, stages };
}

const toCreate: MachineToCreate = {
  name: 'swarm-node3',
  driver: 'generic',
  options: { 'generic-ip-address': '10.99.0.13' },
  engineOptions: [],
  labels: {},
  insecureRegistries: [],
  registryMirrors: [],
  environment: {},
  installUrl: '',
  store: { kind: 'machine', machine: 'kvstore', type: 'consul', port: 8500 },
  advertise: 'eth1:2376',
  swarm: undefined,
};
const toolFailed = (said: string): Failure => ({ kind: 'toolFailed', argv: ['rm'], exitCode: 1, said });

describe('createMachine', () => {
  const create: Action = { kind: 'createMachine', machine: toCreate };

  test("tells the store's URL at the address its machine got, and passes on what docker-machine says", async () => {
    const doors = world({
      tool: (_, fake, tell) => {
        tell({ stream: 'stdout', text: 'Creating machine...', stage: 'creating' });
        tell({ stream: 'stderr', text: 'hm', stage: undefined });
        fake.add(machine('swarm-node3', { address: '10.99.0.13' }));
        return ok(undefined);
      },
    });
    expect(await perform(doors, create)).toEqual({
      outcome: ok(undefined),
      said: ['Creating machine...', 'hm'],
      stages: ['creating'],
    });
    expect(doors.fake.ran[0]).toEqual(
      expect.arrayContaining([
        'create',
        '--engine-opt=cluster-store=consul://192.168.99.100:8500',
        '--engine-opt=cluster-advertise=eth1:2376',
        'swarm-node3',
      ]),
    );
  });

  test.each<[string, (fake: FakeWorld) => void, Failure]>([
    ['went', (fake) => fake.remove('kvstore'), { kind: 'machineUnknown', machine: 'kvstore' }],
    [
      'has no address',
      (fake) => {
        fake.entries = [{ name: 'kvstore', directory: '/x', machine: machine('kvstore') }];
      },
      { kind: 'addressUnknown', machine: 'kvstore' },
    ],
    [
      'cannot be read',
      (fake) => {
        const failure: Failure = { kind: 'recordBroken', machine: 'kvstore', path: '/x', said: '{' };
        fake.entries = [{ name: 'kvstore', directory: '/x', failure }];
      },
      { kind: 'recordBroken', machine: 'kvstore', path: '/x', said: '{' },
    ],
  ])('is not begun when the machine of the store %s', async (_, change, failure) => {
    const doors = world();
    change(doors.fake);
    expect((await perform(doors, create)).outcome).toEqual(err(failure));
    expect(doors.fake.ran).toEqual([]);
  });

  describe('with a tool that does not wait for the swarm image (rancher-machine)', () => {
    const swarm = { isMaster: false, image: 'swarm:1.2.9', strategy: 'spread', options: [] };
    const node: Action = { kind: 'createMachine', machine: { ...toCreate, swarm } };
    const failed = (said: string): Failure => ({
      kind: 'createFailed',
      machine: 'swarm-node3',
      stage: 'swarm',
      leftover: true,
      cause: toolFailed(said),
    });
    const noImage = failed('error while creating container: Error response from daemon: No such image: swarm:1.2.9');
    const worldWith = (failure: Failure, pulls: string[], provisioned: Outcome<void> = ok(undefined)): World =>
      world({
        engine: { pullImage: async (image) => (pulls.push(image), ok(undefined)) },
        tool: ([command], fake) => {
          if (command === 'provision') return provisioned;
          fake.add(machine('swarm-node3', { address: '10.99.0.13' }));
          return err(failure);
        },
      });

    test('pulls it and finishes', async () => {
      const pulls: string[] = [];
      const doors = worldWith(noImage, pulls);
      expect((await perform(doors, node)).outcome.ok).toBe(true);
      expect(pulls).toEqual(['swarm:1.2.9']);
      expect(doors.fake.ran.map((args) => args[0])).toEqual(['create', 'provision']);
    });

    test('fails as what the create was, with the reason why it could not be finished', async () => {
      const doors = worldWith(noImage, [], err(toolFailed('no')));
      expect((await perform(doors, node)).outcome).toEqual(err({ ...noImage, cause: toolFailed('no') }));
    });

    test('leaves any other failure as it is', async () => {
      const other = failed('Unable to pull image');
      const doors = worldWith(other, []);
      expect((await perform(doors, node)).outcome).toEqual(err(other));
      expect(doors.fake.ran).toHaveLength(1);
    });
  });

  test('is no success without a record, whatever the exit code', async () => {
    expect((await perform(world(), create)).outcome).toEqual(err({ kind: 'machineUnknown', machine: 'swarm-node3' }));
  });
});

describe('a create whose engine does not start', () => {
  const create: Action = { kind: 'createMachine', machine: toCreate };
  const cause = toolFailed('sudo systemctl -f start docker: exit status 1');
  const stopped: Failure = { kind: 'createFailed', machine: 'swarm-node3', stage: 'engine', leftover: true, cause };
  const tried = async (version: string, action: Action = create, failure = stopped) => {
    const doors = world({
      tool: ([verb]) => (verb === 'ssh' ? ok(undefined) : err(failure)),
    });
    // What the host says is read by the command itself.
    const { tool } = doors;
    const inner = { ...tool };
    Object.assign(tool, {
      run: async (command: MachineCommand<unknown>, options: object) => {
        const outcome = await inner.run(command, options);
        return outcome.ok ? command.parse(version) : outcome;
      },
    });
    return { outcome: (await perform(doors, action)).outcome, ran: doors.fake.ran.map(([verb]) => verb) };
  };

  test('tells that it is too new to join a store', async () => {
    expect((await tried('Docker version 26.1.5+dfsg1, build a72d7cd')).outcome).toEqual(
      err({ ...stopped, cause: { kind: 'engineWithoutClusterStore', version: '26.1.5+dfsg1', from: 'swarm-node3' } }),
    );
  });

  test.each(['Docker version 20.10.5+dfsg1, build 55c4c88', 'sh: dockerd: not found', ''])(
    'tells what docker-machine says where that is not the reason: %s',
    async (version) => {
      expect((await tried(version)).outcome).toEqual(err(stopped));
    },
  );

  test('is not asked where no store is to be joined, or it failed before', async () => {
    const alone: Action = { kind: 'createMachine', machine: { ...toCreate, store: undefined } };
    expect((await tried('Docker version 26.1.5, build x', alone)).ran).toEqual(['create']);
    const earlier: Failure = { ...stopped, stage: 'waitingForSsh' };
    expect((await tried('Docker version 26.1.5, build x', create, earlier)).ran).toEqual(['create']);
  });
});

describe('removeMachine', () => {
  const remove: Action = { kind: 'removeMachine', machine: 'swarm-node1', driver: 'virtualbox' };
  const calls = (doors: World): string[] => doors.fake.ran.map((args) => args.join(' '));

  test('of one that is gone already is as wanted', async () => {
    const doors = world();
    doors.fake.remove('swarm-node1');
    expect((await perform(doors, remove)).outcome.ok).toBe(true);
    expect(calls(doors)).toEqual([]);
  });

  test('is believed when the record is gone', async () => {
    const doors = world({ tool: (_, fake) => (fake.remove('swarm-node1'), ok(undefined)) });
    expect((await perform(doors, remove)).outcome.ok).toBe(true);
    expect(calls(doors)).toEqual(['rm -y swarm-node1']);
  });

  test('that went wrong is as wanted when somebody else has removed it meanwhile', async () => {
    const doors = world({ tool: (_, fake) => (fake.remove('swarm-node1'), err(toolFailed('busy'))) });
    expect((await perform(doors, remove)).outcome.ok).toBe(true);
  });

  test('forces only when the driver says that there is no such machine', async () => {
    const doors = world({
      tool: (args, fake) => {
        if (args.includes('-y')) return err(toolFailed("Could not find a registered machine named 'swarm-node1'"));
        fake.remove('swarm-node1');
        return ok(undefined);
      },
    });
    expect((await perform(doors, remove)).outcome.ok).toBe(true);
    expect(calls(doors)).toEqual(['rm -y swarm-node1', 'rm -f swarm-node1']);
  });

  test('leaves a machine that may still run and cost money in the store', async () => {
    const said = toolFailed('401 Unauthorized');
    const doors = world({ tool: () => err(said) });
    expect((await perform(doors, remove)).outcome).toEqual(err(said));
    expect(calls(doors)).toEqual(['rm -y swarm-node1']);
  });

  test('forces a record that docker-machine cannot load', async () => {
    const doors = world({
      tool: (args, fake) =>
        args.includes('-f') ? (fake.remove('swarm-node1'), ok(undefined)) : err(toolFailed('unexpected end of JSON')),
    });
    const failure: Failure = { kind: 'recordBroken', machine: 'swarm-node1', path: '/x', said: '' };
    doors.fake.entries = [{ name: 'swarm-node1', directory: '/x', failure }];
    expect((await perform(doors, remove)).outcome.ok).toBe(true);
    expect(calls(doors)).toEqual(['rm -y swarm-node1', 'rm -f swarm-node1']);
  });

  test('does not believe an exit code of 0 while the record stands', async () => {
    const doors = world({
      tool: (args, _, tell) => {
        if (args.includes('-f')) tell({ stream: 'stderr', text: 'permission denied', stage: undefined });
        return ok(undefined);
      },
    });
    expect((await perform(doors, remove)).outcome).toEqual(
      err({ kind: 'toolFailed', argv: ['rm', '-f', 'swarm-node1'], exitCode: 0, said: 'permission denied' }),
    );
  });

  test('does not force after a cancel', async () => {
    const cancel = new AbortController();
    const doors = world({
      tool: () => {
        cancel.abort();
        return err({ kind: 'cancelled', what: 'rm' });
      },
    });
    expect((await perform(doors, remove, { signal: cancel.signal })).outcome).toEqual(
      err({ kind: 'cancelled', what: 'rm' }),
    );
    expect(calls(doors)).toHaveLength(1);
  });
});

describe('checkEngineVersion', () => {
  const check: Action = { kind: 'checkEngineVersion', machine: 'swarm-node1' };

  test.each(['20.10.5+dfsg1', '19.03.12', '18.09', ''])('lets %s pass', async (version) => {
    const doors = world();
    doors.fake.engineOf('swarm-node1').engine = { ...doors.fake.engineOf('swarm-node1').engine, version };
    expect((await perform(doors, check)).outcome.ok).toBe(true);
  });

  test.each(['23.0.0', '26.1.5+dfsg1'])('refuses %s, which exits on cluster-store', async (version) => {
    const doors = world();
    doors.fake.engineOf('swarm-node1').engine = { ...doors.fake.engineOf('swarm-node1').engine, version };
    expect((await perform(doors, check)).outcome).toEqual(
      err({ kind: 'engineWithoutClusterStore', version, from: 'swarm-node1' }),
    );
  });
});

describe('containers', () => {
  const etcd = storeContainer('etcd', 'etcd:3', 'demo');
  const run: Action = { kind: 'runContainer', machine: 'kvstore', container: etcd };

  test("run with their machine's address filled in", async () => {
    let ran: ContainerToRun | undefined;
    const doors = world({ engine: { runContainer: async (each) => ((ran = each), ok(undefined)) } });
    expect((await perform(doors, run)).outcome.ok).toBe(true);
    expect(ran?.environment).toContain('ETCD_ADVERTISE_CLIENT_URLS=http://192.168.99.100:2379');
    expect(JSON.stringify(ran)).not.toContain('{address}');
  });

  const error = (status: number, said: string): Failure => ({ kind: 'engineError', address: 'x', status, said });
  test.each<[Failure, Failure['kind']]>([
    [error(404, 'No such image: etcd:3'), 'imageMissing'],
    [error(404, 'manifest for etcd:3 not found: manifest unknown: manifest unknown'), 'imageMissing'],
    [error(404, 'pull access denied for etcd, repository does not exist or may require docker login'), 'imageMissing'],
    [error(409, 'Conflict. The container name "/etcd" is already in use'), 'engineError'],
    [error(500, 'Get https://registry: dial tcp: lookup registry: no such host'), 'engineError'],
    [{ kind: 'engineRefused', address: 'x' }, 'engineRefused'],
  ])('%j is %s', async (failure, kind) => {
    const doors = world({ engine: { runContainer: async () => err(failure), pullImage: async () => err(failure) } });
    expect((await perform(doors, run)).outcome).toMatchObject({ ok: false, error: { kind } });
    expect((await perform(doors, { kind: 'pullImage', machine: 'kvstore', image: 'etcd:3' })).outcome).toMatchObject({
      ok: false,
      error: { kind },
    });
  });

  test.each<Action>([
    run,
    { kind: 'startContainer', machine: 'kvstore', container: 'c' },
    { kind: 'removeContainer', machine: 'kvstore', container: 'c' },
    { kind: 'removeVolume', machine: 'kvstore', volume: 'v' },
    { kind: 'pullImage', machine: 'kvstore', image: 'i' },
    { kind: 'checkEngineVersion', machine: 'kvstore' },
    { kind: 'removeNetwork', via: { kind: 'engine', machine: 'kvstore' }, network: 'n' },
  ])('on a machine that went is a failure and no crash: $kind', async (action) => {
    const doors = world();
    doors.fake.remove('kvstore');
    expect((await perform(doors, action)).outcome).toEqual(err({ kind: 'machineUnknown', machine: 'kvstore' }));
  });
});

describe('restoreEngine', () => {
  const restore: Action = {
    kind: 'restoreEngine',
    machine: 'swarm-node1',
    containers: ['swarm-agent'],
    leavesSwarm: false,
  };

  test('goes over SSH, as the engine cannot be asked', async () => {
    const doors = world();
    expect((await perform(doors, restore)).outcome).toEqual(ok(undefined));
    const [args] = doors.fake.ran;
    expect(args?.slice(0, 2)).toEqual(['ssh', 'swarm-node1']);
    expect(args?.join(' ')).toContain('docker rm -f swarm-agent');
  });

  test('has the engine leave the swarm that it wakes up in, where it is in one', async () => {
    const script = async (leavesSwarm: boolean): Promise<string> => {
      const doors = world();
      await perform(doors, { ...restore, leavesSwarm });
      return doors.fake.ran[0]?.join(' ') ?? '';
    };
    expect(await script(true)).toContain('docker swarm leave --force');
    expect(await script(false)).not.toContain('swarm leave');
  });

  test('says why it could not', async () => {
    const doors = world({ tool: () => err(toolFailed('exit status 255')) });
    expect((await perform(doors, restore)).outcome).toEqual(err(toolFailed('exit status 255')));
  });
});

describe('awaitStore', () => {
  const wait: Action = {
    kind: 'awaitStore',
    store: { kind: 'machine', machine: 'kvstore', type: 'consul', port: 8500 },
  };
  const consul = { name: 'dockeroverlay-consul', image: 'hashicorp/consul:1.20.6', status: 'Exited (1)' };

  test('ends as soon as the store has a leader', async () => {
    const doors = world();
    const answers: Outcome<StoreState>[] = [
      err({ kind: 'storeRefused', url: kvUrl }),
      ok(storeState({ leader: undefined })),
      ok(storeState()),
    ];
    Object.assign(doors.keyValueStores, { ask: async () => answers.shift() });
    const { outcome, said } = await perform(doors, wait);
    expect(outcome.ok).toBe(true);
    expect(said).toContain('consul://192.168.99.100:8500 does not answer yet');
    expect(said).toContain('consul://192.168.99.100:8500 answers and has no leader yet');
  });

  test('does not wait for one that is sure to lead soon', async () => {
    const doors = world();
    const electing = err({ kind: 'storeWithoutLeader', url: kvUrl, isElecting: true } as const);
    const keyValueStores = { ...doors.fake.keyValueStores, ask: () => Promise.resolve(electing) };
    expect((await perform({ ...doors, keyValueStores }, wait, { patience: hurried })).outcome.ok).toBe(true);
  });

  test('gives up on one that finds no leader', async () => {
    const doors = world();
    doors.fake.stores.set(kvUrl, { mood: 'well', state: storeState({ leader: undefined }) });
    expect((await perform(doors, wait, { patience: hurried })).outcome).toEqual(
      err({ kind: 'storeWithoutLeader', url: kvUrl, isElecting: false }),
    );
  });

  test('gives up on one that refuses', async () => {
    const doors = world();
    doors.fake.stores.get(kvUrl)!.mood = 'refusing';
    expect((await perform(doors, wait, { patience: hurried })).outcome).toEqual(
      err({ kind: 'storeRefused', url: kvUrl }),
    );
  });

  test.each(['exited', 'restarting', 'dead'])(
    'does not wait for a container that has %s, and says its last words',
    async (state) => {
      const doors = world({
        engine: { containerLog: async (name, lines) => ok(`${name} ${String(lines)}: no space`) },
      });
      doors.fake.stores.get(kvUrl)!.mood = 'refusing';
      doors.fake.engineOf('kvstore').containers = [container('other'), container(consul.name, { ...consul, state })];
      expect((await perform(doors, wait)).outcome).toEqual(
        err({
          kind: 'containerExited',
          machine: 'kvstore',
          container: consul.name,
          said: `${consul.name} 20: no space`,
        }),
      );
    },
  );

  test('of an external store asks that one', async () => {
    const doors = world();
    const outside: Action = { kind: 'awaitStore', store: { kind: 'url', url: 'etcd://10.0.0.9:2379' } };
    expect((await perform(doors, outside, { patience: hurried })).outcome).toEqual(
      err({ kind: 'storeRefused', url: 'etcd://10.0.0.9:2379' }),
    );
  });

  test('ends with the cancel', async () => {
    const doors = world();
    doors.fake.stores.get(kvUrl)!.mood = 'refusing';
    const cancel = new AbortController();
    setTimeout(() => {
      cancel.abort();
    }, 10);
    expect((await perform(doors, wait, { signal: cancel.signal })).outcome).toEqual(
      err({ kind: 'cancelled', what: kvUrl }),
    );
  });
});

describe('awaitNodes of a classic swarm', () => {
  const nodes = ['swarm-manager', 'swarm-node1', 'swarm-node2'];
  const wait: Action = {
    kind: 'awaitNodes',
    manager: 'swarm-manager',
    nodes,
    store: { kind: 'url', url: kvUrl },
  };
  const healthy = [1, 2, 3].map((each) => classicNode(nodes[each - 1]!, `192.168.99.10${String(each)}:2376`));

  test('is content when the manager calls all of them healthy', async () => {
    expect((await perform(world(), wait)).outcome.ok).toBe(true);
  });

  test('goes by the address, not by the name that a host happens to have', async () => {
    const doors = world();
    doors.fake.managerOf('swarm-manager').info = managerInfo(healthy.map((each) => ({ ...each, name: 'debian' })));
    expect((await perform(doors, wait)).outcome.ok).toBe(true);
    doors.fake.managerOf('swarm-manager').info = managerInfo(
      healthy.map((each) => ({ ...each, address: '1.2.3.4:1' })),
    );
    expect((await perform(doors, wait, { patience: hurried })).outcome.ok).toBe(false);
  });

  test('tells who is missing while it waits, once', async () => {
    const doors = world();
    doors.fake.managerOf('swarm-manager').info = managerInfo(healthy.slice(0, 2));
    setTimeout(() => void (doors.fake.managerOf('swarm-manager').info = managerInfo(healthy)), 30);
    const { outcome, said } = await perform(doors, wait);
    expect(outcome.ok).toBe(true);
    expect(said).toEqual(['2 of 3 nodes healthy; waiting for swarm-node2']);
  });

  test('says in the end of each missing one what the manager and its own engine say', async () => {
    const doors = world();
    doors.fake.managerOf('swarm-manager').info = managerInfo([
      healthy[0]!,
      { ...healthy[1]!, status: 'Pending', error: 'ID duplicated' },
    ]);
    doors.fake.engineOf('swarm-node2').refuse();
    expect((await perform(doors, wait, { patience: hurried })).outcome).toEqual(
      err({
        kind: 'nodesMissing',
        manager: 'swarm-manager',
        wanted: 3,
        healthy: 1,
        missing: [
          { machine: 'swarm-node1', why: 'Pending: ID duplicated', engine: undefined },
          {
            machine: 'swarm-node2',
            why: "not in the manager's list",
            engine: { kind: 'engineRefused', address: '192.168.99.103:2376' },
          },
        ],
      }),
    );
  });

  test('survives a manager that does not answer', async () => {
    const doors = world();
    doors.fake.managerOf('swarm-manager').refuse();
    const { outcome } = await perform(doors, wait, { patience: hurried });
    expect(outcome).toMatchObject({ error: { kind: 'nodesMissing', wanted: 3, healthy: 0 } });
    if (!outcome.ok && outcome.error.kind === 'nodesMissing')
      expect(outcome.error.missing[0]).toEqual({
        machine: 'swarm-manager',
        why: 'the manager does not answer',
        cause: expect.objectContaining({ kind: 'engineRefused' }) as unknown,
        engine: undefined,
      });
  });

  test('does not wait for a machine that somebody has removed', async () => {
    const doors = world();
    doors.fake.managerOf('swarm-manager').info = managerInfo(healthy.slice(0, 2));
    setTimeout(() => {
      doors.fake.remove('swarm-node2');
    }, 10);
    expect((await perform(doors, wait)).outcome).toEqual(err({ kind: 'machineUnknown', machine: 'swarm-node2' }));
  });
});

describe('awaitNodes without swarm', () => {
  const wait: Action = {
    kind: 'awaitNodes',
    manager: undefined,
    nodes: ['swarm-node1', 'swarm-node2'],
    store: { kind: 'machine', machine: 'kvstore', type: 'consul', port: 8500 },
  };

  test('is content when each engine has registered and answers', async () => {
    expect((await perform(world(), wait)).outcome.ok).toBe(true);
  });

  test('names those that have not registered or do not answer', async () => {
    const doors = world();
    doors.fake.stores.get(kvUrl)!.state = storeState({ engines: ['192.168.99.102:2376'] });
    doors.fake.engineOf('swarm-node1').refuse();
    expect((await perform(doors, wait, { patience: hurried })).outcome).toMatchObject({
      error: {
        kind: 'nodesMissing',
        manager: kvUrl,
        missing: [
          { machine: 'swarm-node1', why: 'its engine does not answer', engine: { kind: 'engineRefused' } },
          { machine: 'swarm-node2', why: 'not registered in the store', engine: undefined },
        ],
      },
    });
  });
});

describe('createNetwork', () => {
  const wanted: NetworkToCreate = {
    name: 'my-net',
    subnet: '10.10.0.0/24',
    gateway: '',
    isInternal: false,
    isAttachable: true,
    isEncrypted: false,
    mtu: 0,
  };
  const create: Action = { kind: 'createNetwork', via: { kind: 'engine', machine: 'swarm-node1' }, network: wanted };
  const there = (driver: string): Failure => ({ kind: 'networkExists', network: 'my-net', driver, scope: 'global' });
  const subnets = [{ subnet: '10.10.0.0/24', gateway: '10.10.0.1' }];

  test('asks the swarm manager where there is one', async () => {
    const asked: string[] = [];
    const doors = world();
    const { engines } = doors.fake;
    Object.assign(doors.engines, {
      manager: (each: Machine) => ({
        ...engines.manager(each),
        createNetwork: async ({ name }: NetworkToCreate) => (asked.push(name), ok(undefined)),
      }),
    });
    const via = { kind: 'manager', machine: 'swarm-manager' } as const;
    expect((await perform(doors, { ...create, via })).outcome.ok).toBe(true);
    expect(asked).toEqual(['my-net']);
  });

  test.each([
    ['the same', overlay('my-net', { subnets }), 'overlay', true],
    ['another subnet', overlay('my-net', { subnets: [{ subnet: '10.9.0.0/24', gateway: '' }] }), 'overlay', false],
    ['internal', overlay('my-net', { subnets, isInternal: true }), 'overlay', false],
    ['a bridge', overlay('other', { subnets }), 'bridge', false],
    [
      "a swarm's, and containers may join",
      overlay('my-net', { subnets, scope: 'swarm', isAttachable: true }),
      'overlay',
      true,
    ],
    ["a swarm's, and containers may not join", overlay('my-net', { subnets, scope: 'swarm' }), 'overlay', false],
  ])('with one there that is %s', async (_, found, driver, isWell) => {
    const doors = world({ engine: { createNetwork: async () => err(there(driver)) } });
    doors.fake.engineOf('swarm-node1').overlays = [found];
    expect((await perform(doors, create)).outcome).toEqual(isWell ? ok(undefined) : err(there(driver)));
  });

  test("is proven by the engine's own list: managers of swarm mode give addresses afterwards, or never", async () => {
    const doors = world({ engine: { createNetwork: async () => ok(undefined) } });
    const lists = [[], [], [overlay('my-net', { subnets })]];
    let asked = 0;
    const slow = {
      ...doors,
      engines: { ...doors.engines, engine: (each: Machine) => listing(each, () => lists[asked++]!) },
    };
    function listing(each: Machine, list: () => OverlayNetwork[]): EngineDoor {
      return { ...doors.engines.engine(each), overlays: async () => ok(list()) };
    }
    expect((await perform(slow, create)).outcome).toEqual(ok(undefined));
    expect(asked).toBe(3);
    const never = { ...doors, engines: { ...doors.engines, engine: (each: Machine) => listing(each, () => []) } };
    const failure: Failure = { kind: 'networkNotMade', network: 'my-net' };
    expect((await perform(never, create, { patience: hurried })).outcome).toEqual(err(failure));
  });

  test('one that was taken before and never got addresses is waited for, too', async () => {
    const doors = world({ engine: { createNetwork: async () => err(there('')) } });
    const failure: Failure = { kind: 'networkNotMade', network: 'my-net' };
    expect((await perform(doors, create, { patience: hurried })).outcome).toEqual(err(failure));
    doors.fake.engineOf('swarm-node1').overlays = [overlay('my-net', { subnets })];
    expect((await perform(doors, create)).outcome).toEqual(ok(undefined));
  });
});
