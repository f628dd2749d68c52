// A swarm of which no manager tells: why, and what is still shown of it.
import { describe, expect, test } from 'vitest';
import { timeOfDay } from '../../../../src/base/clock.ts';
import type { Failure } from '../../../../src/model/failure.ts';
import { failed, noon } from '../../samples.ts';
import { noLeader, richAnswers, swarmWorld, viewOf } from '../../swarmSamples.ts';
import { allRows, drawn } from './drawn.ts';
import { contextOf, picture, rowOf } from './swarmPicture.ts';

test.each<[Failure, string, string, string?]>([
  [noLeader, 'no quorum', ' · 1/6 nodes', 'no leader'],
  [{ kind: 'swarmLocked', address: '10.99.0.21:2376' } as const, 'swarm locked', ' · 1/6 nodes'],
  [{ kind: 'notAManager', address: '10.99.0.24:2376' } as const, 'no manager in the machine store', ''],
  [{ kind: 'engineRefused', address: '10.99.0.21:2376' } as const, 'no manager answers', ' · 1/6 nodes'],
])('why no manager tells is said of the cluster: $kind', (failure, words, count, short = words) => {
  const view = viewOf(richAnswers());
  const world = swarmWorld(view, ['m4'], { view: failed(failure, view) });
  expect(allRows(picture(world))[0]).toMatchObject({
    description: `swarm mode · ${words}${count}`,
    spoken: `Cluster cloud, swarm mode, ${words}${count}`,
  });
  expect(rowOf(world, 'message/services').label).toBe(short);
});

describe('without a manager that tells', () => {
  const view = viewOf(richAnswers());
  const old = swarmWorld(view, ['m1', 'm2'], { view: failed(noLeader, view), source: 'm1' });

  test('the last answer stays, said to be old, and nothing of it is called well', () => {
    const row = rowOf(old, 'message/services');
    expect(row).toMatchObject({
      label: 'no leader',
      description: `Nodes and services are shown as of ${timeOfDay(noon)}.`,
    });
    expect(row.tooltip?.problems[0]?.why).toContain('The swarm does not have a leader.');
    const colors = allRows(picture(old)).filter(({ context }) => ['service', 'task', 'node'].includes(context[0]));
    expect(new Set(colors.map(({ icon }) => icon?.color))).toEqual(new Set(['disabledForeground']));
    expect(rowOf(old, 'stack/shop').icon?.color).toBe('disabledForeground');
    expect(allRows(picture(old))[0]?.description).toBe('swarm mode · no leader · 2/6 nodes');
    // Who led then says nothing of now.
    expect(rowOf(old, 'machine/m1').description).toBe('manager · engine answers · 10.99.0.21');
    expect(contextOf(old, 'machine/m1')).toBe('machine;running;manager;swarmNode;active;canReachHost;');
  });

  test('and without an older answer the message is all there is', () => {
    const world = swarmWorld(view, ['m1', 'm2'], { view: failed(noLeader), source: undefined });
    const text = drawn(picture(world));
    expect(text.slice(text.indexOf('  Services'))).toBe(
      '  Services\n    no leader  The swarm that 10.99.0.21:2376 is a manager of has no leader.',
    );
  });
});
