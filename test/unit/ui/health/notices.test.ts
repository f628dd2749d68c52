// What stands at the view's icon, in the status bar's hover and in the message that a cluster is not healthy any more.
import { describe, expect, test } from 'vitest';
import { english } from '../../../../src/base/text.ts';
import { badge } from '../../../../src/ui/health/badge.ts';
import { MutedClusters } from '../../../../src/ui/health/mutedClusters.ts';
import { noticeText } from '../../../../src/ui/health/noticeText.ts';
import { statusHover } from '../../../../src/ui/health/statusHover.ts';
import { failed, snapshot, wellCluster } from '../../samples.ts';

const refused = { kind: 'engineRefused', address: '192.168.99.103:2376' } as const;
const well = wellCluster();
const ill = (...names: string[]) =>
  snapshot(
    well.machines.map((each) => (names.includes(each.name) ? { ...each, engine: failed<never>(refused) } : each)),
    [well.cluster],
  );
const whole = snapshot(well.machines, [well.cluster]);

test('the badge counts problems, and is not there without any', () => {
  expect(badge(whole, english)).toBeUndefined();
  expect(badge(ill('swarm-node1'), english)).toEqual({ value: 1, tooltip: '1 problem' });
  expect(badge(ill('swarm-node1', 'swarm-node2'), english)).toEqual({ value: 2, tooltip: '2 problems' });
});

describe('the hover', () => {
  test('is a table of clusters, each with its state and nodes', () => {
    const other = { ...well.cluster, name: 'a|b *c*' };
    const text = statusHover(snapshot(ill('swarm-node2').machines, [well.cluster, other]), english);
    const rows = text.split('\n').filter((line) => line.startsWith('|'));
    expect(rows.map((row) => row.replaceAll('&nbsp;', ''))).toEqual([
      '| Cluster | State | Nodes | Orchestration |',
      '|:--|:--|:--|:--|',
      '| demo | $(warning) degraded | 2 of 3 healthy | classic |',
      // Names come from elsewhere and are no Markdown.
      String.raw`| a\|b \*c\* | $(warning) degraded | 2 of 3 healthy | classic |`,
    ]);
    expect(text).toContain(String.raw`- Machine swarm\-node2\: Nothing is listening`);
  });

  test('is not longer than a glance', () => {
    const many = ['swarm-manager', 'swarm-node1', 'swarm-node2', 'kvstore'];
    const clusters = [well.cluster, { ...well.cluster, name: 'other' }];
    const lines = statusHover(snapshot(ill(...many).machines, clusters), english).split('\n');
    expect(lines.filter((line) => line.startsWith('- ')).length).toBeLessThanOrEqual(6);
    expect(lines.at(-1)).toMatch(/^- and \d+ more$/);
  });
});

test('the message says how many are well, what is wrong first, and how much more', () => {
  expect(noticeText(well.cluster, ill('swarm-node2'), english)).toBe(
    'demo is no longer healthy: only 2 of 3 nodes are. Machine swarm-node2: Nothing is listening at 192.168.99.103:2376: the connection was refused.',
  );
  expect(noticeText(well.cluster, ill('swarm-node1', 'swarm-node2', 'swarm-manager'), english)).toContain(
    'There are 2 more problems.',
  );
});

test('the message counts nothing where every node is well and the store is not', () => {
  const store = {
    ...well.cluster.store!,
    state: failed<never>({ kind: 'storeSilent', url: 'consul://10.0.0.1:8500', after: 1000 }),
  };
  const dead = { ...well.cluster, store };
  expect(noticeText(dead, snapshot(well.machines, [dead]), english)).toMatch(
    /^demo is no longer healthy\. Machine kvstore: /,
  );
});

test('what is muted is remembered for its store, and can be told again', async () => {
  const kept = new Map<string, unknown>([['health.muted', ['old', 7]]]);
  const memory = {
    get: <T>(key: string, otherwise: T): T => (kept.get(key) as T | undefined) ?? otherwise,
    update: (key: string, value: unknown) => Promise.resolve(void kept.set(key, value)),
  };
  const heard: boolean[] = [];
  const first = new MutedClusters({ ...memory, get: (_key, otherwise) => otherwise }, (hasAny) => heard.push(hasAny));
  expect(heard).toEqual([false]);
  await first.mute('/store', 'demo');
  await first.mute('/store', 'demo');
  const second = new MutedClusters(memory, (hasAny) => heard.push(hasAny));
  expect(second.has('/store', 'demo')).toBe(true);
  expect(second.has('/other', 'demo')).toBe(false);
  expect(second.in('/store')).toEqual(['demo']);
  await second.unmute('/store', 'demo');
  expect(second.in('/store')).toEqual([]);
  expect(heard).toEqual([false, true, true, true, false]);
});
