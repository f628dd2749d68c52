/** What the docker info page shows of a picture. */
import { describe, expect, test } from 'vitest';
import { english } from '../../../../src/base/text.ts';
import type { Cluster } from '../../../../src/model/cluster.ts';
import type { InfoPage } from '../../../../src/protocol/dockerInfo.ts';
import { infoPage } from '../../../../src/ui/panels/infoPage.ts';
import { cellOf, namesOf, rowOf, tableOf } from './tables.ts';
import { classicNode, failed, managerInfo, noon, seen, snapshot, wellCluster } from '../../samples.ts';

const silent = { kind: 'engineSilent', address: '192.168.99.103:2376', after: 3000, connected: true } as const;

function pageOf(
  change: (world: ReturnType<typeof wellCluster>) => {
    machines?: ReturnType<typeof wellCluster>['machines'];
    cluster?: Cluster;
  } = () => ({}),
): InfoPage {
  const world = wellCluster();
  const { machines = world.machines, cluster = world.cluster } = change(world);
  const page = infoPage({ kind: 'cluster', cluster: cluster.name }, snapshot(machines, [cluster]), english, 'en');
  if (!page) throw new Error('no page');
  return page;
}
const fact = (page: InfoPage, label: string): string | undefined =>
  page.facts.find((each) => each.label === label)?.value;

describe('a whole cluster', () => {
  test('has its manager’s facts, a row per node without the store, and four conditions that pass', () => {
    const page = pageOf();
    expect(page).toMatchObject({ level: 'healthy', isStale: false, notices: [] });
    expect(fact(page, 'Strategy')).toBe('spread');
    expect(namesOf(page, 'nodes')).toEqual(['swarm-manager', 'swarm-node1', 'swarm-node2']);
    expect(new Set(tableOf(page, 'nodes').rows.map(({ level }) => level))).toEqual(new Set(['healthy']));
    expect(page.conditions.map(({ id, verdict }) => `${id} ${verdict}`)).toEqual([
      'store pass',
      'reach pass',
      'engines pass',
      'hostnames pass',
    ]);
    expect(page.text).toContain('Nodes: 3');
  });
});

describe('a node that is frozen', () => {
  test('is down in its row with the reason, though the manager still calls it healthy', () => {
    const page = pageOf(({ machines }) => ({
      machines: machines.map((each) => (each.name === 'swarm-node2' ? { ...each, engine: failed(silent) } : each)),
    }));
    expect(rowOf(page, 'nodes', 'swarm-node2').level).toBe('down');
    expect(cellOf(page, 'nodes', 'swarm-node2', 'status')).toEqual({
      kind: 'status',
      level: 'down',
      text: 'unhealthy',
      reason: 'engine does not answer; last known numbers',
    });
    expect(page.headline).toBe('2 of 3 nodes healthy');
    expect(page.notices[0]).toMatchObject({ severity: 'error' });
    expect(page.notices[0]?.what).toContain('swarm-node2');
  });

  test('that the manager has dropped from its list keeps its row', () => {
    const page = pageOf(({ cluster }) => ({
      cluster: {
        ...cluster,
        managers: cluster.managers.map((manager) => ({
          ...manager,
          info: seen(
            managerInfo([
              classicNode('swarm-manager', '192.168.99.101:2376'),
              classicNode('swarm-node1', '192.168.99.102:2376'),
            ]),
          ),
        })),
      },
    }));
    expect(namesOf(page, 'nodes')).toContain('swarm-node2');
  });
});

test('what is only on its way is no problem', () => {
  const making = { since: noon, stage: 'engine' } as const;
  const made = (each: ReturnType<typeof wellCluster>['machines'][number]) =>
    each.name === 'swarm-node2' ? { ...each, making } : each;
  const page = pageOf(({ machines }) => ({ machines: machines.map(made) }));
  expect(page.notices.map(({ severity }) => severity)).toEqual(['passing']);
  const worse = pageOf(({ machines }) => ({
    machines: machines.map((each) => (each.name === 'swarm-node1' ? { ...each, engine: failed(silent) } : made(each))),
  }));
  expect(worse.notices.map(({ severity }) => severity)).toEqual(['error', 'passing']);
});

describe('a manager that does not answer', () => {
  test('leaves its last answer, said to be old', () => {
    const page = pageOf(({ cluster }) => ({
      cluster: {
        ...cluster,
        managers: cluster.managers.map((manager) => ({
          ...manager,
          info: {
            state: 'failed' as const,
            failure: { kind: 'engineRefused', address: manager.address } as const,
            at: noon,
            last: manager.info.state === 'seen' ? { value: manager.info.value, at: manager.info.at } : undefined,
          },
        })),
      },
    }));
    expect(page).toMatchObject({ isStale: true, seenAt: noon.getTime() });
    expect(fact(page, 'Strategy')).toBe('spread');
    expect(page.notices.length).toBeGreaterThan(0);
  });
});

describe('a node that only the manager knows', () => {
  test('has a row that cannot be opened', () => {
    const page = pageOf(({ cluster }) => ({
      cluster: {
        ...cluster,
        managers: cluster.managers.map((manager) => ({
          ...manager,
          info:
            manager.info.state === 'seen'
              ? seen({
                  ...manager.info.value,
                  nodes: [...manager.info.value.nodes, classicNode('elsewhere', '10.0.0.9:2376')],
                })
              : manager.info,
        })),
      },
    }));
    expect(rowOf(page, 'nodes', 'elsewhere').level).toBe('healthy');
    expect(cellOf(page, 'nodes', 'elsewhere', 'status')).toMatchObject({ text: 'healthy' });
    expect(cellOf(page, 'nodes', 'elsewhere', 'name')).toEqual({ kind: 'text', text: 'elsewhere', machine: undefined });
  });
});

test('one engine has facts and text, and no table', () => {
  const { machines, cluster } = wellCluster();
  const page = infoPage({ kind: 'machine', machine: 'swarm-node1' }, snapshot(machines, [cluster]), english, 'en');
  expect(page).toMatchObject({ title: 'swarm-node1', level: 'healthy', tables: [] });
  expect(page?.text).toContain('Server Version');
  expect(page?.subtitle).toContain(`in cluster ${cluster.name}`);
});

test('what is not in the picture has no page', () => {
  expect(infoPage({ kind: 'cluster', cluster: 'gone' }, snapshot([]), english, 'en')).toBeUndefined();
  expect(infoPage({ kind: 'machine', machine: 'gone' }, snapshot([]), english, 'en')).toBeUndefined();
});

test('an entry that the manager keeps at an address without a host is not called healthy', () => {
  const page = pageOf(({ cluster }) => {
    const [manager] = cluster.managers;
    const nodes = ['swarm-manager', 'swarm-node1', 'swarm-node2'].map((name, at) =>
      classicNode(name, `192.168.99.10${String(at + 1)}:2376`),
    );
    const stale = classicNode('swarm-node2', '192.168.99.77:2376', { status: 'Healthy', error: 'no route to host' });
    return { cluster: { ...cluster, managers: [{ ...manager!, info: seen(managerInfo([...nodes, stale])) }] } };
  });
  const { rows } = tableOf(page, 'nodes');
  expect(rows.map(({ level }) => level)).toEqual(['healthy', 'healthy', 'healthy', 'down']);
  expect(JSON.stringify(rows.at(-1))).toContain('unreachable');
});
