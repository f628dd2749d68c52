// The menus of machines, leftovers and containers, state by state: package.json's when clauses over the words of real rows.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { english } from '../../../../src/base/text.ts';
import type { Cluster } from '../../../../src/model/cluster.ts';
import type { Container } from '../../../../src/model/engine.ts';
import { now } from '../../../../src/model/seen.ts';
import type { SeenMachine } from '../../../../src/model/snapshot.ts';
import { containerRow } from '../../../../src/ui/tree/containerRow.ts';
import { endpointRow } from '../../../../src/ui/tree/endpointRow.ts';
import { machineNode } from '../../../../src/ui/tree/machineRow.ts';
import { networkRow } from '../../../../src/ui/tree/networkRow.ts';
import type { Row } from '../../../../src/ui/tree/row.ts';
import { contextValue } from '../../../../src/ui/tree/rowContext.ts';
import { container, failed, machine, overlay, seen as nowSeen, seenMachine, view, wellCluster } from '../../samples.ts';

interface Entry {
  readonly command: string;
  readonly when: string;
  readonly group: string;
}
const manifest = JSON.parse(readFileSync(new URL('../../../../package.json', import.meta.url), 'utf8')) as {
  readonly contributes: { readonly menus: { readonly 'view/item/context': readonly Entry[] } };
};

/** One of a clause's conditions, joined by `&&`. */
function holds(condition: string, viewItem: string, isReadOnly: boolean): boolean {
  if (condition === 'view == dockerOverlay.clusters') return true;
  if (condition === '!dockerOverlay.isReadOnly') return !isReadOnly;
  const [, not, pattern] = /^(!\()?viewItem =~ \/(.*)\/\)?$/.exec(condition) ?? [];
  if (pattern === undefined) throw new Error(`Not understood: ${condition}`);
  return new RegExp(pattern).test(viewItem) === (not === undefined);
}

const subjects = /(Machine|Container|Shell|Agent|ContainerLogs|Certificates|EngineId|Environment|Address)$/;

/** The commands of this part that a row's menu offers; those beside its name apart. */
function menu(row: Row, isReadOnly = false): { readonly menu: string; readonly inline: string } {
  const viewItem = contextValue(row.context);
  const offered = manifest.contributes.menus['view/item/context'].filter(
    ({ command, when }) =>
      subjects.test(command) && when.split(' && ').every((condition) => holds(condition, viewItem, isReadOnly)),
  );
  const names = (entries: readonly Entry[]): string =>
    [...entries]
      .sort((a, b) => a.group.localeCompare(b.group))
      .map(({ command }) => command.replace('dockerOverlay.', ''))
      .join(' ');
  return {
    menu: names(offered.filter(({ group }) => !group.startsWith('inline'))),
    inline: names(offered.filter(({ group }) => group.startsWith('inline'))),
  };
}

const silent = { kind: 'engineSilent', address: '10.0.0.1:2376', after: 5000, connected: false } as const;
const machineRow = (one: SeenMachine): Row => machineNode(one, undefined, english).row;
const copies = 'copyAddress copyEngineId copyEnvironment';

describe('a machine', () => {
  test('that runs', () => {
    expect(menu(machineRow(seenMachine(machine('dev'))))).toEqual({
      menu: `${copies} openShell stopMachine restartMachine regenerateCertificates removeMachine`,
      inline: 'openShell',
    });
  });

  test('that is stopped', () => {
    const stopped = seenMachine(machine('dev'), { engine: failed(silent), power: 'stopped' });
    expect(menu(machineRow(stopped))).toEqual({ menu: `${copies} startMachine removeMachine`, inline: 'startMachine' });
  });

  test('that nobody knows the state of may be tried either way', () => {
    expect(menu(machineRow(seenMachine(machine('dev'), { engine: failed(silent) }))).menu).toBe(
      `${copies} openShell startMachine stopMachine restartMachine regenerateCertificates removeMachine`,
    );
  });

  test('of a driver that only reaches a host, and of one that does not even that', () => {
    expect(menu(machineRow(seenMachine(machine('dev', { driver: 'generic' })))).menu).toBe(
      `${copies} openShell regenerateCertificates removeMachine`,
    );
    expect(menu(machineRow(seenMachine(machine('dev', { driver: 'none' }))))).toEqual({
      menu: `${copies} removeMachine`,
      inline: '',
    });
  });

  test('that was never finished, and a record that cannot be read', () => {
    const half = seenMachine(machine('half'), { engine: failed({ kind: 'addressUnknown', machine: 'half' }) });
    expect(menu(machineRow(half))).toEqual({
      menu: 'finishMachine removeMachine',
      inline: 'finishMachine removeMachine',
    });
    const failure = { kind: 'recordMissing', machine: 'half', path: '/half' } as const;
    expect(menu(machineRow({ ...half, record: { failure } }))).toEqual({ menu: 'removeMachine', inline: '' });
  });

  test('whose create failed late: its shell tells why, and it can be finished', () => {
    expect(menu(machineRow(seenMachine(machine('late'), { isUnfinished: true })))).toEqual({
      menu: `finishMachine ${copies} openShell stopMachine restartMachine regenerateCertificates removeMachine`,
      inline: 'openShell finishMachine removeMachine',
    });
    const silentOne = seenMachine(machine('late'), { isUnfinished: true, engine: failed(silent) });
    expect(menu(machineRow(silentOne)).menu).toMatch(/^finishMachine .* openShell /);
    const bare = { isUnfinished: true, engine: failed<never>({ kind: 'addressUnknown', machine: 'late' }) };
    expect(menu(machineRow(seenMachine(machine('late'), bare))).menu).toBe('finishMachine removeMachine');
  });

  test('whose host has moved', () => {
    const { cluster, machines } = wellCluster();
    const [manager] = cluster.managers;
    const node = { ...now(manager!.info)!.nodes.at(-1)!, status: 'Unhealthy', address: '192.168.99.77:2376' };
    const moved: Cluster = { ...cluster, managers: [{ ...manager!, nodes: new Map([['swarm-node2', node]]) }] };
    const seen = machines.find(({ name }) => name === 'swarm-node2')!;
    const there = { ...seen, engine: nowSeen(view('swarm-node2', { clusterAdvertise: '192.168.99.103:2376' })) };
    const row = machineNode(there, moved, english).row;
    expect(menu(row).inline).toBe('openShell recreateAgent');
    expect(menu(row).menu).toContain('regenerateCertificates recreateAgent removeMachine');
    expect(menu(row, true).inline).toBe('');
  });

  test('while everything is read-only', () => {
    expect(menu(machineRow(seenMachine(machine('dev'))), true)).toEqual({ menu: copies, inline: '' });
  });
});

describe('a container', () => {
  const above = machineRow(
    seenMachine(machine('dev'), { engine: { state: 'seen', value: view('dev'), at: new Date() } }),
  );
  const row = (wanted: Partial<Container>, isRemembered = false): Row =>
    containerRow(container('c1', wanted), { machine: above, key: 'c1', isRemembered }, english);

  test.each([
    [
      'running',
      'showContainerLogs openContainerShell stopContainer restartContainer removeContainer',
      'showContainerLogs openContainerShell',
    ],
    ['exited', 'showContainerLogs startContainer restartContainer removeContainer', 'startContainer showContainerLogs'],
    ['created', 'showContainerLogs startContainer removeContainer', 'startContainer showContainerLogs'],
    ['paused', 'showContainerLogs stopContainer restartContainer removeContainer', 'showContainerLogs'],
    ['restarting', 'showContainerLogs stopContainer restartContainer removeContainer', 'showContainerLogs'],
    ['dead', 'showContainerLogs startContainer removeContainer', 'startContainer showContainerLogs'],
  ])('that is %s', (state, all, inline) => {
    expect(menu(row({ state }))).toEqual({ menu: all, inline });
  });

  test('that is only remembered, and while everything is read-only', () => {
    expect(menu(row({}, true))).toEqual({ menu: '', inline: '' });
    expect(menu(row({}), true)).toEqual({ menu: 'showContainerLogs', inline: 'showContainerLogs' });
  });

  test('on a network, where its machine is known', () => {
    const network = networkRow(overlay('my-net'), { cluster: 'demo', key: 'my-net', staleEndpoints: 0 }, english);
    const around = { network, key: 'c1', isStale: false, isRemembered: false };
    const endpoint = { containerId: 'id', container: 'c1', address: '10.0.0.2', macAddress: '' };
    const there = endpointRow({ ...endpoint, machine: 'dev' }, around, english);
    expect(menu(there)).toEqual(menu(row({ state: 'running' })));
    expect(menu(endpointRow({ ...endpoint, machine: undefined }, around, english))).toEqual({
      menu: '',
      inline: '',
    });
  });
});
