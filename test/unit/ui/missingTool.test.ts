// docker-machine that cannot be run, found by looking at its file: the tree, the status bar and the health list say so, where machines need it.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { english } from '../../../src/base/text.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import { badge } from '../../../src/ui/health/badge.ts';
import { problemChoices } from '../../../src/ui/health/problemChoices.ts';
import { problemList } from '../../../src/ui/health/problemList.ts';
import { statusHover } from '../../../src/ui/health/statusHover.ts';
import { statusText } from '../../../src/ui/health/statusText.ts';
import { toolFault } from '../../../src/ui/toolPresence.ts';
import { machine, noon, seenMachine, snapshot, wellCluster } from '../samples.ts';
import { allRows } from './tree/drawn.ts';

const toolFailure = { kind: 'toolMissing', path: '/opt/docker-machine' } as const;
const { machines, cluster } = wellCluster();
const picture: Snapshot = { ...snapshot(machines, [cluster]), toolFailure };
const what = 'docker-machine was not found: there is no program "/opt/docker-machine".';

test('the tree says so above the clusters, which stay as they are', () => {
  const [first, second] = allRows(picture);
  expect(first).toMatchObject({ id: 'message/tool', label: 'docker-machine not found', description: what });
  expect(second).toMatchObject({ label: 'demo', description: 'classic · 3/3 healthy' });
});

test('the status bar is a warning that names it, and its hover tells which program', () => {
  expect(statusText(picture, english)).toEqual({
    text: '$(warning) demo 3/3 · docker-machine not found',
    spoken: `${what} Cluster demo: 3 of 3 nodes healthy`,
    background: 'warning',
  });
  expect(statusHover(picture, english)).toContain('there is no program');
  expect(statusText({ ...picture, clusters: [] }, english)).toMatchObject({
    text: '$(warning) docker-machine not found',
    background: 'warning',
  });
});

test('the health list offers the setting, and counts it once', () => {
  const groups = problemList(picture, english);
  expect(groups.map(({ cluster: name }) => name)).toEqual(['demo', undefined]);
  expect(groups[1]?.problems).toMatchObject([{ kind: 'toolMissing', severity: 'warning', machine: undefined }]);
  const choices = problemChoices(groups, english).filter((each) => 'label' in each);
  expect(choices.find(({ label }) => label === 'docker-machine not found')?.actions).toMatchObject([
    { command: 'workbench.action.openSettings' },
  ]);
  expect(badge(picture, english)?.value).toBe(1);
});

test.each<[string, Snapshot]>([
  ['there is no machine: the welcome says it', { ...snapshot([]), toolFailure }],
  [
    'docker-machine does nothing for the machines',
    { ...snapshot([seenMachine(machine('x', { driver: 'none' }))]), toolFailure },
  ],
  [
    'the machine store is lost, which is more',
    { ...picture, storeFailure: { kind: 'storeGone', path: '/store' }, lostAt: noon },
  ],
])('not where %s', (_, each) => {
  expect(allRows(each).map(({ id }) => id)).not.toContain('message/tool');
  expect(statusText(each, english)?.text ?? '').not.toContain('docker-machine');
  expect(JSON.stringify(problemList(each, english))).not.toContain('toolMissing');
});

test('what is wrong with the file', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'tool-fault-'));
  const tool = path.join(folder, 'docker-machine');
  try {
    expect(await toolFault(tool, '')).toEqual({ kind: 'toolMissing', path: tool });
    expect(await toolFault('docker-machine', folder)).toEqual({ kind: 'toolMissing', path: 'docker-machine' });
    mkdirSync(tool);
    expect(await toolFault(tool, '')).toMatchObject({ kind: 'toolNotExecutable', path: tool });
    rmSync(tool, { recursive: true });
    writeFileSync(tool, '#!/bin/sh\nexit 1\n', { mode: 0o644 });
    expect(await toolFault('docker-machine', folder)).toMatchObject({ kind: 'toolNotExecutable', path: tool });
    chmodSync(tool, 0o755);
    expect(await toolFault('docker-machine', folder)).toBeUndefined();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
