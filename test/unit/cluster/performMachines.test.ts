// Machines made, removed and brought back to life: what docker-machine is asked for, and what is believed of its answer.
import { describe, expect, test } from 'vitest';
import { err, ok } from '../../../src/base/result.ts';
import type { MachineCommand } from '../../../src/docker/doors.ts';
import type { Failure, Outcome } from '../../../src/model/failure.ts';
import type { Action, MachineToCreate } from '../../../src/model/plan.ts';
import type { FakeWorld } from '../fakeWorld.ts';
import { machine } from '../samples.ts';
import { world, type World } from './articleDoors.ts';
import { perform } from './performing.ts';

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
      'has no address, and its driver tells none',
      (fake) => {
        fake.entries = [{ name: 'kvstore', directory: '/x', machine: machine('kvstore') }];
      },
      { kind: 'addressUntold', machine: 'kvstore', said: '' },
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
    expect(doors.fake.ran.filter(([verb]) => verb !== 'ip')).toEqual([]);
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
  test('of a record that docker-machine cannot load deletes the folder, and runs nothing', async () => {
    const doors = world();
    const failure: Failure = { kind: 'recordUnloadable', machine: 'bad', path: '/x', said: '{}' };
    doors.fake.entries = [...doors.fake.entries, { name: 'bad', directory: '/x', failure }];
    expect((await perform(doors, { kind: 'removeMachine', machine: 'bad', driver: '' })).outcome.ok).toBe(true);
    expect(doors.fake.ran).toEqual([]);
    expect(doors.fake.entries.map(({ name }) => name)).not.toContain('bad');
  });

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

describe('restoreEngine', () => {
  const restore: Action = {
    kind: 'restoreEngine',
    machine: 'swarm-node1',
    containers: [{ name: 'swarm-agent', id: 'abc' }, { name: 'swarm-agent-master' }],
    leavesSwarm: false,
  };

  test('goes over SSH, as the engine cannot be asked', async () => {
    const doors = world();
    expect((await perform(doors, restore)).outcome).toEqual(ok(undefined));
    const [args] = doors.fake.ran;
    expect(args?.slice(0, 2)).toEqual(['ssh', 'swarm-node1']);
    expect(args?.join(' ')).toContain('docker rm -f abc');
    expect(args?.join(' ')).toContain('removeOurs swarm-agent-master swarm');
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
