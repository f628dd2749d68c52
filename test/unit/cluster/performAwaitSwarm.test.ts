// The wait for a whole swarm: who counts as ready, who is asked, and what is said of those that are missing.
import { describe, expect, test } from 'vitest';
import { err, ok } from '../../../src/base/result.ts';
import type { SwarmMembership } from '../../../src/model/engine.ts';
import type { Failure } from '../../../src/model/failure.ts';
import type { Action } from '../../../src/model/plan.ts';
import { enumerated } from '../enumerated.ts';
import { hurried, perform } from './performing.ts';
import { leaderless, list, manages, node, whats, world } from './swarmDoors.ts';

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
    const { said } = await perform(doors, wait, { patience: hurried, t: enumerated });
    expect(said).toEqual(['1 of 3 nodes healthy; waiting for m2、w1']);
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
        missing: [{ why: 'not reported by a manager', cause: { kind: 'swarmWithoutLeader' } }, {}, {}],
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
