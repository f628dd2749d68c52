// What a person is shown of a run that goes well, from its first create to its end: that it is under way, and at no moment a problem.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { english } from '../../src/base/text.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { badge } from '../../src/ui/health/badge.ts';
import { statusText } from '../../src/ui/health/statusText.ts';
import { planUp, run, value } from '../lab/labServices.ts';
import { drawn } from '../unit/ui/tree/drawn.ts';
import { close, open, type World } from './shownWorld.ts';

let world: World;
beforeEach(async () => {
  world = await open('empty');
});
afterEach(() => close(world));

test.each(['name: demo', 'name: demo\norchestration: swarm-mode'])('%j', async (file) => {
  const { services } = world;
  const said = new Set<string>();
  const problems: string[] = [];
  const see = (snapshot: Snapshot): void => {
    const status = statusText(snapshot, english);
    if (status) said.add(status.text);
    if (status?.background !== undefined || badge(snapshot, english)) problems.push(drawn(snapshot));
  };
  const seeing = services.clusters.onDidChange(see);
  const { summary, after } = await run(services, value(await planUp(services, file)));
  seeing.dispose();
  expect(summary.failed).toEqual([]);
  expect(problems).toEqual([]);
  expect(statusText(after, english)?.text).toBe('$(pass) demo 3/3');
  expect(said).toContain('$(sync~spin) demo creating');
  expect([...said].filter((text) => /warning|error|half/.test(text))).toEqual([]);
});
