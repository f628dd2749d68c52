// What the status bar and its hover say of swarms: each state by a word of its own, and what is as somebody wants it apart from findings.
import { describe, expect, test } from 'vitest';
import { english } from '../../../../src/base/text.ts';
import type { Cluster } from '../../../../src/model/cluster.ts';
import type { Failure } from '../../../../src/model/failure.ts';
import { clusterHealth } from '../../../../src/checks/health.ts';
import type { SeenMachine } from '../../../../src/model/snapshot.ts';
import { statusHover } from '../../../../src/ui/health/statusHover.ts';
import { statusText } from '../../../../src/ui/health/statusText.ts';
import { infoPage } from '../../../../src/ui/panels/infoPage.ts';
import { clusterRow } from '../../../../src/ui/tree/clusterRow.ts';
import { enumerated } from '../../enumerated.ts';
import { failed, seen, snapshot, wellCluster } from '../../samples.ts';
import { asManager, managerNames, swarmNode, swarmView, viewWith, wellSwarm } from '../../swarms.ts';
import { drawn } from '../tree/drawn.ts';
import { healthInShort } from '../../inShort.ts';

const refused: Failure = { kind: 'engineRefused', address: '' };

/** The swarm whose managers tell nothing now, and of whose machines so many at the end of the list do not answer. */
function untold(
  why: Failure,
  silent: readonly string[],
): { readonly machines: SeenMachine[]; readonly cluster: Cluster } {
  const { machines, cluster } = wellSwarm();
  return {
    machines: machines.map((each) => (silent.includes(each.name) ? { ...each, engine: failed<never>(refused) } : each)),
    cluster: { ...cluster, swarm: { ...cluster.swarm!, view: failed(why, swarmView()) } },
  };
}

const leaderless: Failure = { kind: 'swarmWithoutLeader', address: '', said: '' };

describe('a swarm that nobody can change says why, in the status bar and in its row', () => {
  test.each<[string, Failure, readonly string[], string]>([
    ['too few managers', leaderless, ['m1', 'm2'], '$(error) cloud · no quorum · 3/5 nodes'],
    ['enough of them, and none leads', leaderless, ['m1'], '$(error) cloud · no leader · 4/5 nodes'],
    ['all are locked', { kind: 'swarmLocked', address: '' }, [], '$(error) cloud · swarm locked · 5/5 nodes'],
    ['none answers', refused, managerNames, '$(error) cloud · no manager answers · 2/5 nodes'],
  ])('%s', (_, why, silent, text) => {
    const { machines, cluster } = untold(why, silent);
    const picture = snapshot(machines, [cluster]);
    expect(statusText(picture, english)?.text).toBe(text);
    const words = text.replace(/^.*cloud · /, '');
    expect(clusterRow(cluster, picture, english).description).toBe(`swarm mode · ${words}`);
    expect(statusText(picture, english)?.spoken).toMatch(new RegExp(`: ${words}$`));
    // The drawing counts the managers that can be reached: with a quorum of them nothing may say that there is none.
    const page = infoPage({ kind: 'cluster', cluster: cluster.name }, picture, english, 'en');
    if (!words.startsWith('no quorum')) expect(`${drawn(picture)} ${JSON.stringify(page)}`).not.toContain('no quorum');
  });

  test('where only nodes are dead, or several clusters are counted, the count is all', () => {
    const { machines, cluster } = wellSwarm();
    const dead = machines.map((each) =>
      each.name.startsWith('w') ? { ...each, engine: failed<never>(refused) } : each,
    );
    expect(statusText(snapshot(dead, [cluster]), english)?.text).toBe('$(warning) cloud 3/5');
    const lost = untold(leaderless, ['m1', 'm2']);
    const other = wellCluster();
    const both = snapshot([...lost.machines, ...other.machines], [lost.cluster, other.cluster]);
    expect(statusText(both, english)?.text).toBe('$(error) 2 clusters · 6/8');
  });
});

test('nodes that are drained or paused stand in the hover as they were set, and are no problem', () => {
  const { machines, cluster } = wellSwarm();
  const view = viewWith({ w1: { availability: 'drain' }, w2: { availability: 'pause' } });
  const picture = snapshot(machines, [{ ...cluster, swarm: { ...cluster.swarm!, view: seen(view) } }]);
  const hover = statusHover(picture, english).replaceAll('\\', '');
  expect(hover).toContain('Drained or paused in cloud: w1 drained, w2 paused');
  expect(statusHover(picture, enumerated).replaceAll('\\', '')).toContain(': w1 drained、w2 paused');
  expect(hover).not.toMatch(/^- /m);
  expect(statusText(picture, english)).toMatchObject({ text: '$(pass) cloud 5/5', background: undefined });
  expect(statusHover(snapshot(machines, [cluster]), english)).not.toContain('Drained or paused');
});

test('a manager of no machine that the others do not reach is a finding of its own, and does not count as well', () => {
  const { machines, cluster } = wellSwarm();
  const away = swarmNode('far', {
    address: '10.9.9.9',
    role: 'manager',
    manager: asManager('far', { reachability: 'unreachable', address: '10.9.9.9:2377' }),
  });
  const own: Cluster = {
    ...cluster,
    swarm: { ...cluster.swarm!, view: seen({ ...swarmView(), nodes: [...swarmView().nodes, away] }) },
  };
  const picture = snapshot(machines, [own]);
  expect(healthInShort(clusterHealth(own, picture))).toMatchObject({
    level: 'degraded',
    healthy: 5,
    of: 6,
    findings: [{ kind: 'externalNodeUnreachable', hostname: 'far', node: 'node-far' }],
  });
  expect(statusText(picture, english)?.text).toBe('$(warning) cloud 5/6');
  expect(drawn(picture)).toMatch(/far {2}manager · ready · unreachable from the other managers · 10\.9\.9\.9/);
  const page = infoPage({ kind: 'cluster', cluster: 'cloud' }, picture, english, 'en');
  expect(page?.notices.map(({ what }) => what).join()).toMatch(/cannot reach manager far \(node-far\)/);
  const recovered = { ...away, manager: asManager('far') };
  const well = {
    ...own,
    swarm: { ...own.swarm!, view: seen({ ...swarmView(), nodes: [...swarmView().nodes, recovered] }) },
  };
  expect(clusterHealth(well, snapshot(machines, [well]))).toMatchObject({ level: 'healthy', healthy: 6 });
});
