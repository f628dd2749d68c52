// What must be told of an engine that is frozen, cut off or stopped, and that it is heard again.
import { expect, test } from 'vitest';
import { failure, nodes, soon, type Standing } from './engineWorld.ts';

export function engineFaults({ world, engine, answers }: Standing): void {
  test('one that is frozen is silent, keeps nobody waiting, and is heard again', async () => {
    for (const its of nodes) await engine(its).ping();
    await world().freeze('swarm-node2');
    try {
      const silent = failure(engine('swarm-node2').engine({ deadline: 3000 }));
      const began = Date.now();
      for (const its of ['kvstore', 'swarm-manager', 'swarm-node1']) expect(await answers(its)).toBe(true);
      // The bound of the issue for those beside a frozen host.
      expect(Date.now() - began).toBeLessThan(500);
      expect(await silent).toMatchObject({ kind: 'engineSilent', connected: true, after: 3000 });
      // And the same over a connection of its own.
      expect(await failure(engine('swarm-node2').ping({ deadline: 2000 }))).toMatchObject({ connected: true });
    } finally {
      await world().thaw('swarm-node2');
    }
    await expect.poll(() => answers('swarm-node2'), soon).toBe(true);
  });

  test('one behind a pulled cable is not even connected', async () => {
    await engine('swarm-node2').ping();
    await world().pullCable('swarm-node2');
    try {
      // Over the kept connection, which knows nothing of it, and over a new one.
      for (let i = 0; i < 2; i += 1) {
        const met = await failure(engine('swarm-node2').ping({ deadline: 2500 }));
        expect(met.kind === 'engineSilent' ? { kind: met.kind, connected: met.connected } : { kind: met.kind }).toEqual(
          met.kind === 'engineUnreachable' ? { kind: 'engineUnreachable' } : { kind: 'engineSilent', connected: false },
        );
      }
    } finally {
      await world().plugCable('swarm-node2');
    }
    await expect.poll(() => answers('swarm-node2'), soon).toBe(true);
  });

  test('one that is stopped refuses; its events come back with it', async () => {
    const heard: string[] = [];
    const stream = engine('swarm-node2').events({
      onConnected: () => heard.push('connected'),
      onLost: ({ kind }) => heard.push(kind),
      onEvent: () => undefined,
    });
    await expect.poll(() => heard, soon).toEqual(['connected']);
    await world().stopEngine('swarm-node2');
    await expect.poll(() => heard[1], soon).toBe('engineReset');
    expect(await failure(engine('swarm-node2').ping())).toMatchObject({ kind: 'engineRefused' });
    await world().startEngine('swarm-node2');
    await expect.poll(() => heard.at(-1), soon).toBe('connected');
    expect(await answers('swarm-node2')).toBe(true);
    stream.dispose();
  });
}
