// What the status bar says and what `showHealth` lists, for clusters well and broken.
import { expect, test } from 'vitest';
import { english } from '../../../../src/base/text.ts';
import { machineOf, type SeenMachine, type Snapshot } from '../../../../src/model/snapshot.ts';
import { badge } from '../../../../src/ui/health/badge.ts';
import { problemChoices } from '../../../../src/ui/health/problemChoices.ts';
import { problemList } from '../../../../src/ui/health/problemList.ts';
import { statusHover } from '../../../../src/ui/health/statusHover.ts';
import { statusText } from '../../../../src/ui/health/statusText.ts';
import { infoPage } from '../../../../src/ui/panels/infoPage.ts';
import { asText } from '../../../../src/ui/surface/markdown.ts';
import { clusterRow } from '../../../../src/ui/tree/clusterRow.ts';
import {
  cluster,
  failed,
  machine,
  managerInfo,
  noon,
  seen,
  seenMachine,
  snapshot,
  wellCluster,
} from '../../samples.ts';
import { swarmView, wellSwarm } from '../../swarms.ts';

const refused = { kind: 'engineRefused', address: '192.168.99.103:2376' } as const;
const well = wellCluster();
const oneDown = well.machines.map((each) =>
  each.name === 'swarm-node2' ? { ...each, engine: failed<never>(refused) } : each,
);
const allDown = well.machines.map((each) => ({ ...each, engine: failed<never>(refused) }));

test('without a cluster there is nothing to show', () => {
  expect(statusText(snapshot([seenMachine(machine('dev'))]), english)).toBeUndefined();
});

test('a healthy cluster', () => {
  expect(statusText(snapshot(well.machines, [well.cluster]), english)).toMatchObject({
    text: '$(pass) demo 3/3',
    background: undefined,
    spoken: 'Cluster demo: 3 of 3 nodes healthy',
  });
});

test('one node down: warning', () => {
  const status = statusText(snapshot(oneDown, [well.cluster]), english);
  expect(status).toMatchObject({ text: '$(warning) demo 2/3', background: 'warning' });
});

test('all nodes down: error', () => {
  expect(statusText(snapshot(allDown, [well.cluster]), english)).toMatchObject({
    text: '$(error) demo 0/3',
    background: 'error',
  });
});

test('several clusters are counted together, and the worst decides the icon', () => {
  const other = { ...well.cluster, name: 'other' };
  expect(statusText(snapshot(oneDown, [well.cluster, other]), english)).toMatchObject({
    text: '$(warning) 2 clusters · 4/6',
    background: 'warning',
  });
});

test('a half-made cluster says so instead of counting nothing', () => {
  const half = cluster('demo', [{ machine: 'kvstore', role: 'keyValueStore' }]);
  const picture = snapshot([seenMachine(machine('kvstore', { address: '10.0.0.1' }))], [half]);
  expect(statusText(picture, english)).toMatchObject({
    text: '$(warning) demo incomplete',
    background: 'warning',
    spoken: 'Cluster demo: incomplete',
  });
  expect(statusHover(picture, english)).toContain('| incomplete&nbsp;');
  expect(clusterRow(half, picture, english).description).toBe('classic · incomplete');
  expect(problemList(picture, english)[0]?.problems).toMatchObject([
    { kind: 'clusterIncomplete', actions: [{ command: 'dockerOverlay.bringClusterUp' }] },
  ]);
});

test('a cluster that a run makes says so, and is neither a warning nor a problem', () => {
  const made = { ...well.cluster, isBeingMade: true, isNew: true };
  const making = { since: noon, stage: 'engine' } as const;
  const machines = well.machines.map((each) => (each.name === 'swarm-node2' ? { ...each, making } : each));
  const picture = snapshot(machines, [made]);
  expect(statusText(picture, english)).toEqual({
    text: '$(sync~spin) demo creating',
    spoken: 'Cluster demo: creating',
    background: undefined,
  });
  expect(statusHover(picture, english).replaceAll('&nbsp;', '')).toContain('| $(sync~spin) creating | creating |');
  expect(clusterRow(made, picture, english)).toMatchObject({
    description: 'classic · creating',
    icon: { color: 'disabledForeground' },
  });
  expect(badge(picture, english)).toBeUndefined();
  const groups = problemList(picture, english);
  expect(groups[0]?.problems).toMatchObject([{ kind: 'creating', severity: 'info' }]);
  expect(problemChoices(groups, english)[1]).toMatchObject({ icon: 'sync~spin' });
  const down = machines.map((each) =>
    each.name === 'swarm-node1' ? { ...each, engine: failed<never>(refused) } : each,
  );
  const worse = snapshot(down, [made]);
  expect(statusText(worse, english)).toMatchObject({ text: '$(warning) demo 1/3', background: 'warning' });
  expect(badge(worse, english)?.value).toBe(1);
  // Its first node is all there is so far.
  const first = cluster('demo', made.members.slice(0, 2), { ...made, members: made.members.slice(0, 2) });
  expect(statusText(snapshot(well.machines.slice(0, 2), [first]), english)?.text).toBe('$(sync~spin) demo creating');
});

test('a standing cluster that a run adds machines to keeps its count', () => {
  const grown = { ...well.cluster, isBeingMade: true };
  const making = { since: noon, stage: 'engine' } as const;
  const machines = well.machines.map((each) => (each.name === 'swarm-node2' ? { ...each, making } : each));
  for (const [picture, icon, count] of [
    [snapshot(well.machines, [grown]), 'pass', '3/3'],
    [snapshot(machines, [grown]), 'sync~spin', '2/3'],
  ] as const) {
    expect(statusText(picture, english)).toMatchObject({ text: `$(${icon}) demo ${count}`, background: undefined });
    expect(clusterRow(grown, picture, english).description).toBe(`classic · ${count} healthy`);
    expect(infoPage({ kind: 'cluster', cluster: 'demo' }, picture, english, 'en')?.headline).toBe(
      `${count.replace('/', ' of ')} nodes healthy`,
    );
  }
  const none = machines.filter(({ name }) => !/manager|node1/.test(name));
  const waiting = snapshot(none, [
    { ...grown, members: grown.members.filter(({ machine }) => !/manager|node1/.test(machine)) },
  ]);
  expect(statusText(waiting, english)?.text).toBe('$(sync~spin) demo creating');
});

test('that all of a swarm suffers is said while a run adds machines to it', () => {
  const swarm = wellSwarm();
  const why = { kind: 'swarmWithoutLeader', address: '10.0.0.3:2376', said: '' } as const;
  const lost = {
    ...swarm.cluster,
    isBeingMade: true,
    swarm: { ...swarm.cluster.swarm!, view: failed(why, swarmView()) },
  };
  const twoDown = swarm.machines.map((each, index) => (index < 2 ? { ...each, engine: failed<never>(refused) } : each));
  const picture = snapshot(twoDown, [lost]);
  expect(statusText(picture, english)?.text).toBe('$(error) cloud · no quorum · 3/5 nodes');
  expect(clusterRow(lost, picture, english).description).toBe('swarm mode · no quorum · 3/5 nodes');
});

test('a node that only joins turns the icon, and is no warning', () => {
  const { cluster: joined, machines } = wellCluster();
  const nodes = joined.managers.map((each) => ({ ...each, info: seen(managerInfo([])) }));
  const settling = machines.map((each) => ({ ...each, isSettling: true }));
  expect(statusText(snapshot(settling, [{ ...joined, managers: nodes }]), english)).toMatchObject({
    text: '$(sync~spin) demo 0/3',
    background: undefined,
  });
});

test('a swarm counts its nodes, and says first what all of it suffers from', () => {
  const swarm = wellSwarm();
  expect(statusText(snapshot(swarm.machines, [swarm.cluster]), english)?.text).toBe('$(pass) cloud 5/5');
  const why = { kind: 'swarmWithoutLeader', address: '10.0.0.3:2376', said: '' } as const;
  const lost = { ...swarm.cluster, swarm: { ...swarm.cluster.swarm!, view: failed(why, swarmView()) } };
  const twoDown = swarm.machines.map((each, index) => (index < 2 ? { ...each, engine: failed<never>(refused) } : each));
  const picture = snapshot(twoDown, [lost]);
  expect(statusText(picture, english)).toMatchObject({
    text: '$(error) cloud · no quorum · 3/5 nodes',
    background: 'error',
    spoken: 'Cluster cloud: no quorum · 3/5 nodes',
  });
  const [first] = statusHover(picture, english).split('\n\n')[1]?.split('\n') ?? [];
  expect(first).toBe(`- ${asText('The swarm has no quorum: only 1 of its 3 managers can be reached.')}`);
});

test('every problem is listed under its cluster, with a remedy', () => {
  const groups = problemList(snapshot(oneDown, [well.cluster]), english);
  expect(groups).toMatchObject([
    {
      cluster: 'demo',
      level: 'degraded',
      healthy: 2,
      of: 3,
      problems: [{ kind: 'engineDown', machine: 'swarm-node2' }],
    },
  ]);
  expect(groups[0]?.problems[0]?.remedy).not.toBe('');
});

test('a file that all machines of the store share is told once, whether they are in a cluster or not', () => {
  const alone = (name: string) => seenMachine({ ...machine(name), missingCertificates: ['/store/certs/cert.pem'] });
  const kindsOf = (picture: Snapshot): unknown =>
    problemList(picture, english).map(({ cluster, problems }) => [cluster, problems.map(({ kind }) => kind)]);
  const machines = [alone('dev'), alone('other')];
  expect(kindsOf(snapshot(machines))).toEqual([[undefined, ['sharedCertificatesMissing']]]);
  const well = wellCluster();
  const members = well.machines.map((each) => ({
    ...each,
    record: { machine: { ...machineOf(each)!, missingCertificates: ['/store/certs/cert.pem'] } },
  }));
  expect(kindsOf(snapshot([...members, ...machines], [well.cluster]))).toEqual([
    [well.cluster.name, ['sharedCertificatesMissing']],
  ]);
});

test('a file that the machines of two clusters share is told once', () => {
  const well = wellCluster();
  const lacking = (each: SeenMachine): SeenMachine => ({
    ...each,
    record: { machine: { ...machineOf(each)!, missingCertificates: ['/store/certs/cert.pem'] } },
  });
  const machines = [...well.machines, seenMachine(machine('dev'))].map(lacking);
  const second = {
    ...well.cluster,
    name: 'second',
    managers: [],
    members: [{ machine: 'dev', role: 'node' as const }],
  };
  const groups = problemList(snapshot(machines, [well.cluster, second]), english);
  const told = groups.map(({ cluster, problems }) => [
    cluster,
    problems.filter(({ kind }) => kind === 'sharedCertificatesMissing').length,
  ]);
  expect(told).toEqual([
    [well.cluster.name, 1],
    ['second', 0],
  ]);
});

test('problems of machines without a cluster, and of the store, come last', () => {
  const alone = { ...seenMachine(machine('dev')), engine: failed<never>(refused) };
  const storeFailure = { kind: 'storeUnreadable', path: '/store', said: 'EACCES' } as const;
  const groups = problemList({ ...snapshot([alone]), storeFailure }, english);
  expect(groups.map(({ cluster, problems }) => [cluster, problems.map(({ kind }) => kind)])).toEqual([
    [undefined, ['storeUnreadable', 'engineDown']],
  ]);
});
