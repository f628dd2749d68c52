/** Machines of VirtualBox, made, stopped, started and killed, against what the real docker-machine printed. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { record } from '../../records.ts';
import { CommonTime, HandWorld } from '../handWorld.ts';

const hand = new HandWorld();
const name = 'swarm-node2';

beforeAll(async () => {
  for (const each of ['kvstore', 'swarm-manager', 'swarm-node1', name])
    expect(await hand.machine(['create', '-d', 'virtualbox', each])).toMatchObject({ exitCode: 0, stderr: '' });
});
afterAll(() => {
  hand.remove();
});

const recordOf = (machine: string): { readonly Driver: Readonly<Record<string, unknown>> } =>
  JSON.parse(readFileSync(path.join(hand.store, 'machines', machine, 'config.json'), 'utf8')) as {
    Driver: Record<string, unknown>;
  };

/** In this order: each stands on what those before have done. */
const story: readonly (readonly [recorded: string, exitCode: number, words: readonly string[]])[] = [
  ['create-existing', 1, ['create', '-d', 'virtualbox', name]],
  ['start-started', 1, ['start', name]],
  ['restart', 0, ['restart', name]],
  ['stop', 0, ['stop', name]],
  ['stop-stopped', 1, ['stop', name]],
  ['status-stopped', 0, ['status', name]],
  ['ip-stopped', 1, ['ip', name]],
  ['url-stopped', 1, ['url', name]],
  ['env-stopped', 1, ['env', name]],
  ['ssh-stopped', 1, ['ssh', name, 'true']],
  ['start', 0, ['start', name]],
  ['kill', 0, ['kill', name]],
  ['kill-killed', 1, ['kill', name]],
  ['restart-killed', 0, ['restart', name]],
];

describe('a machine of VirtualBox', () => {
  test.each(story)('%s', async (recorded, exitCode, words) => {
    expect(await hand.machine(words)).toEqual({
      stdout: record(`virtualbox/2-one-machine/${recorded}.stdout`),
      stderr: record(`virtualbox/2-one-machine/${recorded}.stderr`),
      exitCode,
    });
  });

  test('has no address while it is stopped, and one again', async () => {
    const { address } = hand.host(name);
    expect(recordOf(name).Driver['IPAddress']).toBe(address);
    await hand.machine(['stop', name]);
    expect(recordOf(name).Driver['IPAddress']).toBe('');
    await hand.machine(['start', name]);
    expect(recordOf(name).Driver['IPAddress']).toBe(address);
  });

  test('has a record with the fields of the real one', () => {
    const real = JSON.parse(record('virtualbox/2-one-machine/config.json')) as { Driver: object };
    expect(Object.keys(recordOf(name).Driver)).toEqual(Object.keys(real.Driver));
  });

  test('is gone, host and all, when it is removed', async () => {
    expect(await hand.machine(['rm', '-y', 'swarm-node1'])).toMatchObject({ exitCode: 0 });
    expect(hand.world.state.hosts.map(({ hostname }) => hostname)).toEqual(['kvstore', 'swarm-manager', name]);
  });

  test('cannot be the first together with others: each makes a network of its own', async () => {
    const time = new CommonTime(3);
    const fresh = new HandWorld(time);
    const made = await Promise.all(
      ['a', 'b', 'c'].map(async (each) => {
        const { exitCode, stderr } = await fresh.machine(['create', '-d', 'virtualbox', each]);
        time.leave();
        return [exitCode, stderr];
      }),
    );
    const left = await fresh.machine(['ls', '-q']);
    fresh.remove();
    expect(made).toEqual(made.map(() => [1, record('virtualbox/6-create-at-once.stderr')]));
    expect(left.stdout).toBe('a\nb\nc\n');
  });
});
