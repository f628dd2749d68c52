// What is read of a machine store that was lost: that it is, what to do, and the last snapshot with its date. Nothing claims to be of now.
import { expect, test } from 'vitest';
import { timeOfDay } from '../../../src/base/clock.ts';
import { english } from '../../../src/base/text.ts';
import { clusterHealth } from '../../../src/checks/health.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import { badge } from '../../../src/ui/health/badge.ts';
import { problemChoices } from '../../../src/ui/health/problemChoices.ts';
import { problemList } from '../../../src/ui/health/problemList.ts';
import { statusHover } from '../../../src/ui/health/statusHover.ts';
import { statusText } from '../../../src/ui/health/statusText.ts';
import { StoreEpisode } from '../../../src/ui/health/storeEpisode.ts';
import { infoPage } from '../../../src/ui/panels/infoPage.ts';
import { asText } from '../../../src/ui/surface/markdown.ts';
import { noon, snapshot, wellCluster } from '../samples.ts';
import { allRows, drawn } from './tree/drawn.ts';

const { machines, cluster } = wellCluster();
const gone = { kind: 'storeGone', path: '/store' } as const;
const unreadable = { kind: 'storeUnreadable', path: '/store', said: 'EACCES' } as const;
const lost = (storeFailure: Snapshot['storeFailure']): Snapshot => ({
  ...snapshot(machines, [cluster]),
  storeFailure,
  lostAt: noon,
});
const time = timeOfDay(noon);

test.each([
  [gone, 'machine store disappeared', 'The machine store /store has disappeared.'],
  [unreadable, 'machine store not readable', 'The machine store at /store cannot be read.'],
])('$kind: tree, status bar, hover, health list and badge say so', (failure, short, what) => {
  const picture = lost(failure);
  expect(allRows(picture)[0]).toMatchObject({ id: 'message/store', label: short, description: what });
  expect(statusText(picture, english)).toEqual({
    text: `$(error) ${short}`,
    spoken: `${what} The last snapshot is from ${time}.`,
    background: 'error',
  });
  expect(statusHover(picture, english)).toContain(`- ${asText(what)}`);
  expect(problemList(picture, english).flatMap(({ problems }) => problems.map(({ kind }) => kind))).toEqual([
    failure.kind,
  ]);
  const choice = problemChoices(problemList(picture, english), english).find((each) => 'label' in each);
  expect(choice).toMatchObject({ label: short });
  expect(choice && 'actions' in choice && choice.actions.map(({ command }) => command)).toContain(
    'workbench.action.openSettings',
  );
  expect(badge(picture, english)?.value).toBe(1);
});

test('the status bar says so even where there was no cluster', () => {
  const alone = { ...lost(gone), clusters: [] };
  expect(statusText(alone, english)?.text).toBe('$(error) machine store disappeared');
  expect(statusText({ ...snapshot([]), storeFailure: unreadable }, english)?.text).toBe(
    '$(error) machine store not readable',
  );
  expect(statusText({ ...snapshot([]), storeFailure: { kind: 'storeMissing', path: '/store' } }, english)).toBe(
    undefined,
  );
});

test('rows stay, dated, in no colour that claims anything, and offer nothing', () => {
  const picture = lost(gone);
  const text = drawn(picture);
  expect(text).toContain(`\ndemo  as of ${time} · classic · 3/3 healthy\n`);
  expect(text).toContain('swarm-node1  node · healthy · 192.168.99.102');
  const rows = allRows(picture).slice(1);
  expect(new Set(rows.map(({ icon }) => icon?.color).filter(Boolean))).toEqual(new Set(['disabledForeground']));
  expect(new Set(rows.flatMap(({ context }) => context))).toEqual(new Set(['lost']));
  expect(rows.find(({ label }) => label === 'demo')?.spoken).toContain(`as of ${time}`);
  for (const { tooltip } of rows) if (tooltip) expect(tooltip.facts[0]).toEqual(['As of', time]);
  expect(clusterHealth(cluster, picture).level).toBe('unknown');
});

test('pages keep what they showed, dated, beside what happened', () => {
  for (const target of [
    { kind: 'cluster', cluster: 'demo' },
    { kind: 'machine', machine: 'swarm-node1' },
  ] as const) {
    const page = infoPage(target, lost(gone), english, 'en')!;
    expect(page).toMatchObject({ level: 'unknown', isStale: true, seenAt: noon.getTime(), conditions: [] });
    expect(page.headline).toBe('The machine store has disappeared');
    expect(page.notices).toMatchObject([{ severity: 'error' }]);
    expect(page.notices[0]?.what).toContain('The machine store /store has disappeared.');
    expect(page.words.stale).toBe('No response (machine store disappeared); data from {0}');
    expect(JSON.stringify(page.tables)).not.toContain('"level":"healthy"');
  }
});

test('no page says that there is no answer for no reason', () => {
  const page = infoPage({ kind: 'cluster', cluster: 'demo' }, snapshot(machines, [cluster]), english, 'en')!;
  expect(page.words.stale).toBe('Data from {0}');
});

test('one notification a loss, when it has lasted', () => {
  const episode = new StoreEpisode();
  expect(episode.see(snapshot([]), 0)).toBe(undefined);
  expect(episode.see(lost(gone), 1000)).toBe(6000);
  expect(episode.isDue(5999)).toBe(false);
  expect(episode.isDue(6000)).toBe(true);
  expect(episode.isDue(6001)).toBe(false);
  expect(episode.see(lost(unreadable), 7000)).toBe(undefined);
  expect(episode.isDue(20_000)).toBe(false);
  episode.see(snapshot([]), 21_000);
  expect(episode.see(lost(gone), 22_000)).toBe(27_000);
  episode.see(snapshot([]), 23_000);
  expect(episode.isDue(60_000)).toBe(false);
});
