// Overlay networks made: by whom, beside which others, and how it is proven.
import { describe, expect, test } from 'vitest';
import { err, ok } from '../../../src/base/result.ts';
import type { EngineDoor } from '../../../src/docker/doors.ts';
import type { Failure } from '../../../src/model/failure.ts';
import type { Machine } from '../../../src/model/machine.ts';
import type { OverlayNetwork } from '../../../src/model/network.ts';
import type { Action, NetworkToCreate } from '../../../src/model/plan.ts';
import { overlay } from '../samples.ts';
import { world } from './articleDoors.ts';
import { hurried, perform } from './performing.ts';

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
