// An engine that refuses to start over a flag: its host is asked why, once.
import { describe, expect, test } from 'vitest';
import { machineHealth } from '../../../src/checks/health.ts';
import { FakeWorld } from '../fakeWorld.ts';
import { articleMachines, machine } from '../samples.ts';
import { clusters, look, pass, seenMachine, useOwnClock, world } from './looking.ts';
import { inShort } from '../inShort.ts';

useOwnClock();

describe('an engine that refuses', () => {
  const dead = (version: string | undefined): FakeWorld => {
    const refusing = new FakeWorld();
    const [, record] = articleMachines();
    const endpoint = refusing.add({ ...record!, driver: 'generic', swarm: undefined });
    if (version !== undefined) endpoint.engine = { ...endpoint.engine, version };
    refusing.says.set('ssh', 'Status: unknown flag: --cluster-store\nSee dockerd --help., Code: 125\n');
    return refusing;
  };
  const journals = (): number => world.ran.filter((argv) => argv.includes('journalctl')).length;

  test('is asked through its host why, once, and again at a refresh', async () => {
    const refusing = dead(undefined);
    refusing.engineOf('swarm-manager').refuse();
    look(refusing);
    clusters.setAttention('visible');
    await pass(60_000);
    expect(seenMachine('swarm-manager').refusedFlag).toBe('cluster-store');
    expect(machineHealth(seenMachine('swarm-manager'), undefined).findings.map(inShort)).toEqual([
      { kind: 'flagRefused', machine: 'swarm-manager', flag: 'cluster-store' },
    ]);
    expect(journals()).toBe(1);
    void clusters.refresh();
    await pass(5000);
    expect(journals()).toBe(2);
    world.engineOf('swarm-manager').mend();
    await pass(3000);
    expect(seenMachine('swarm-manager').refusedFlag).toBeUndefined();
  });

  test.each([
    ['20.10.5', 0],
    ['26.1.5', 1],
  ])(
    'and has answered as %s before: asked %i times, for one that knows the flag did not die of it',
    async (version, times) => {
      look(dead(version));
      await pass(1000);
      world.engineOf('swarm-manager').refuse();
      await pass(60_000);
      expect(journals()).toBe(times);
    },
  );

  test('without such a flag in its record is not asked', async () => {
    const plain = new FakeWorld();
    plain.add(machine('dev', { address: '10.0.0.1', driver: 'generic' })).refuse();
    look(plain);
    await pass(60_000);
    expect(plain.ran).toEqual([]);
  });
});
