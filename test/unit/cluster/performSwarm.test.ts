// What is done to a swarm and its nodes: who is asked what, what each answer means, and what is tried again.
import { describe, expect, test } from 'vitest';
import { err, ok } from '../../../src/base/result.ts';
import type { Failure } from '../../../src/model/failure.ts';
import type { Action } from '../../../src/model/plan.ts';
import type { SwarmTask } from '../../../src/model/swarmMode.ts';
import { hurried, perform } from './performing.ts';
import { leaderless, list, manages, node, said, whats, world } from './swarmDoors.ts';

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
