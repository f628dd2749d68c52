// Joining a swarm: the way is tried first, who gets stuck is made to leave, and no token is ever told.
import { describe, expect, test } from 'vitest';
import { err, ok } from '../../../src/base/result.ts';
import type { SwarmMembership } from '../../../src/model/engine.ts';
import type { Failure } from '../../../src/model/failure.ts';
import type { Action } from '../../../src/model/plan.ts';
import type { SwarmToEnter } from '../../../src/model/swarmMode.ts';
import { noSwarm } from '../samples.ts';
import { hurried, perform } from './performing.ts';
import { leaderless, list, managerSecret, manages, node, said, secret, whats, world } from './swarmDoors.ts';

const timedOut = said(
  'Timeout was reached before node joined. The attempt to join the swarm will continue in the background.',
);

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
    expect(await perform(doors, join(role))).toEqual({ outcome: ok(undefined), said: [], stages: [] });
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
