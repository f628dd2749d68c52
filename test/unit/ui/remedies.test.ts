// Whatever a command can do about a finding is a button or a link in every view that shows the finding.
import { describe, expect, test } from 'vitest';
import { english } from '../../../src/base/text.ts';
import type { Finding } from '../../../src/checks/allChecks.ts';
import {
  bringClusterUp,
  changeToSwarmMode,
  onContainer,
  onMachine,
  refresh,
  removeNode,
  showLog,
  type Remedy,
} from '../../../src/checks/remedy.ts';
import { clusterHealth } from '../../../src/checks/health.ts';
import { actionIcon } from '../../../src/ui/explain/actionIcon.ts';
import { explainFinding } from '../../../src/ui/explain/explainFinding.ts';
import { remedyAction } from '../../../src/ui/explain/remedyAction.ts';
import { noticeAction } from '../../../src/ui/health/noticeText.ts';
import { problemChoices, type Choice } from '../../../src/ui/health/problemChoices.ts';
import { problemList } from '../../../src/ui/health/problemList.ts';
import { infoPage, noticesOf } from '../../../src/ui/panels/infoPage.ts';
import { clusterRow, evidence } from '../../../src/ui/tree/clusterRow.ts';
import { linkedCommands, tooltipText } from '../../../src/ui/tree/tooltipText.ts';
import { commandIcons, commandList } from './explain/commandIds.ts';
import { findings } from './explain/everyKind.ts';
import { container, engine, failed, seen, snapshot, wellCluster } from '../samples.ts';

/** A name that would end a link, were it not escaped. */
const machine = 'a) b](c';
const fix: Remedy = { command: 'restartContainer', args: { machine, container: "it's" } };

const every = Object.entries<Finding>(findings).map(
  ([kind, finding]) => [kind, { ...finding, remedies: [fix, refresh] }] as const,
);

describe.each(every)('the remedy of %s', (_, finding) => {
  const action = remedyAction(fix, english);

  test('is explained, and better than to look again', () => {
    const commands = explainFinding(finding, english).actions.map(({ command }) => command);
    expect(commands).toContain('dockerOverlay.restartContainer');
    expect(commands).not.toContain('dockerOverlay.refresh');
  });

  test('is a button on the page', () => {
    expect(noticesOf([finding], english).flatMap(({ actions }) => actions)).toContainEqual(action);
  });

  test('is a link in the tooltip, which leads to that command alone', () => {
    const tooltip = { title: 't', facts: [], problems: [evidence(finding, english)] };
    const links = [...tooltipText(tooltip).matchAll(/(?<!\\)\]\(command:([\w.]+)\?([^)\s]*)\)/g)];
    const restarting = links.filter(([, command]) => command === 'dockerOverlay.restartContainer');
    expect(restarting.map(([, , query = '']) => JSON.parse(decodeURIComponent(query)) as unknown)).toEqual([
      [{ machine, container: "it's" }],
    ]);
    expect(linkedCommands(tooltip)).toContain('dockerOverlay.restartContainer');
    for (const command of linkedCommands(tooltip)) expect(commandList).toContain(command);
  });
});

test('a store whose container is stopped is started from every view', () => {
  const { machines, cluster } = wellCluster();
  const stopped = {
    engine: engine('kvstore'),
    containers: [container('consul', { image: 'consul:1.20', state: 'exited' })],
  };
  const all = machines.map((each) => (each.name === 'kvstore' ? { ...each, engine: seen(stopped) } : each));
  const state = failed<never>({ kind: 'storeRefused', url: cluster.store!.url });
  const ill = { ...cluster, store: { ...cluster.store!, state } };
  const picture = snapshot(all, [ill]);
  const start = remedyAction({ command: 'startContainer', args: { machine: 'kvstore', container: 'consul' } }, english);
  expect(clusterHealth(ill, picture).findings[0]?.remedies).toContainEqual({
    command: 'startContainer',
    args: { machine: 'kvstore', container: 'consul' },
  });
  expect(noticeAction(ill, picture, english)).toEqual(start);
  const choices = problemChoices(problemList(picture, english), english);
  expect((choices[1] as Choice).actions[0]).toEqual(start);
  const page = infoPage({ kind: 'cluster', cluster: ill.name }, picture, english, 'en');
  expect(page?.notices[0]?.actions[0]).toEqual(start);
  expect(tooltipText(clusterRow(ill, picture, english).tooltip!)).toContain('(command:dockerOverlay.startContainer?');
});

test.each([
  onMachine('finishMachine', 'm'),
  onMachine('openShell', 'm'),
  onMachine('regenerateCertificates', 'm'),
  onMachine('removeMachine', 'm'),
  onMachine('restartMachine', 'm'),
  onMachine('showDockerInfo', 'm'),
  onMachine('startMachine', 'm'),
  onContainer('restartContainer', 'm', 'c'),
  onContainer('startContainer', 'm', 'c'),
  removeNode('c', 'n'),
  bringClusterUp,
  changeToSwarmMode,
  refresh,
  showLog,
])('$command is a command of ours, with a title and its icon', (remedy) => {
  const action = remedyAction(remedy, english);
  expect(commandList).toContain(action.command);
  expect(action.title).not.toBe('');
  expect(actionIcon(action)).not.toBe('lightbulb');
  const icon = commandIcons.get(action.command);
  if (icon !== undefined) expect(actionIcon(action)).toBe(icon);
});

test('the page does not offer to open itself', () => {
  const finding = { ...findings.joining, remedies: [onMachine('showDockerInfo', 'm1')] };
  expect(noticesOf([finding], english)[0]?.actions).toEqual([]);
});
