// The docker info page on its own in a browser: its tables by mouse, keyboard and screen reader, and what a change leaves alone.
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { english } from '../../../src/base/text.ts';
import type { InfoPage } from '../../../src/protocol/dockerInfo.ts';
import { infoPage } from '../../../src/ui/panels/infoPage.ts';
import { failed, snapshot, wellCluster } from '../../unit/samples.ts';
import { noLeader, richAnswers, swarmWorld, taskBody, viewOf, type SwarmWorld } from '../../unit/swarmSamples.ts';
import { launchBrowser } from '../../vscode/browser.ts';
import { openWebPage, type WebPage } from '../../vscode/webPage.ts';

const view = viewOf(richAnswers());
const members = ['m1', 'm2', 'm3', 'm4', 'm5'];

function pageOf({ machines, cluster }: Pick<SwarmWorld, 'machines' | 'cluster'>): InfoPage {
  const page = infoPage({ kind: 'cluster', cluster: cluster.name }, snapshot(machines, [cluster]), english, 'en');
  if (!page) throw new Error('no page');
  return page;
}
const swarm = pageOf(swarmWorld(view, members));
/** A moment later: the broken service has found its image. */
const later = pageOf(
  swarmWorld(
    viewOf({ ...richAnswers(), tasks: [...richAnswers().tasks, taskBody('broken', 1, 'm2', 'running', 90)] }),
    members,
  ),
);

let browser: Browser;
let web: WebPage;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterEach(() => web.page.close());
afterAll(() => browser.close());

async function shown(page: InfoPage, state?: unknown): Promise<void> {
  web = await openWebPage(browser, 'dockerInfo', state);
  await web.tell({ type: 'show', page });
}
const region = (name: string): ReturnType<WebPage['page']['locator']> => web.page.getByRole('region', { name });
/** First cells of the table's rows, in their order. */
const namesIn = (table: string): Promise<string[]> => region(table).locator('tbody th').allTextContents();

describe('a swarm-mode cluster', () => {
  test('has nodes and services, with headers that say what a cell belongs to', async () => {
    await shown(swarm);
    expect(await namesIn('Nodes')).toEqual(['elsewhere', ...members]);
    expect(await namesIn('Services')).toEqual(['agent', 'broken', 'nightly', 'shop_db', 'shop_front', 'web']);
    const nodes = region('Nodes');
    expect(await nodes.getByRole('columnheader').allTextContents()).toContain('Availability');
    expect(await nodes.getByRole('rowheader', { name: 'm4' }).count()).toBe(1);
    expect(
      await nodes
        .getByRole('row', { name: /m4 worker/ })
        .getByRole('cell', { name: 'drained' })
        .count(),
    ).toBe(1);
    expect(await web.posted()).toContainEqual({ type: 'ready' });
    await web.screenshot('swarm-page-dark');
    await web.setTheme('light');
    await web.screenshot('swarm-page-light');
  });

  test('opens the page of a machine, and none for a stranger', async () => {
    await shown(swarm);
    await region('Nodes').getByRole('button', { name: 'm4' }).click();
    expect(await web.posted()).toContainEqual({ type: 'open', machine: 'm4' });
    expect(await region('Nodes').getByRole('button', { name: 'elsewhere' }).count()).toBe(0);
  });

  test('is sorted from the keyboard, each table for itself, and remembers it', async () => {
    await shown(swarm);
    const role = region('Nodes').getByRole('button', { name: 'Role' });
    await role.focus();
    await web.page.keyboard.press('Enter');
    expect(await namesIn('Nodes')).toEqual(['m2', 'm3', 'm1', 'm4', 'm5', 'elsewhere']);
    // The table was made anew; a person at the keyboard stays where they were.
    expect(await role.evaluate((button) => button === document.activeElement)).toBe(true);
    await web.page.keyboard.press('Enter');
    expect(await region('Nodes').getByRole('columnheader', { name: 'Role' }).getAttribute('aria-sort')).toBe(
      'descending',
    );
    expect(await namesIn('Services')).toEqual(['agent', 'broken', 'nightly', 'shop_db', 'shop_front', 'web']);
    expect(await web.state()).toMatchObject({ sorting: { nodes: { column: 'role', isDescending: true } } });
  });

  test('changes only where something changed, and leaves a scrolled table scrolled', async () => {
    await shown(swarm);
    await web.page.setViewportSize({ width: 500, height: 900 });
    const mark = (table: string): Promise<number> =>
      region(table).evaluate((element) => {
        element.setAttribute('data-mark', 'kept');
        element.scrollLeft = 60;
        return element.scrollLeft;
      });
    expect([await mark('Nodes'), await mark('Services')]).toEqual([60, 60]);
    // A service changes, and so what its node runs: both tables are made anew.
    await web.tell({ type: 'show', page: later });
    expect(await region('Services').getAttribute('data-mark')).toBeNull();
    expect(await region('Services').evaluate((element) => element.scrollLeft)).toBe(60);
    await mark('Nodes');
    await mark('Services');
    const headline = { ...later, headline: 'another' };
    await web.tell({ type: 'show', page: headline });
    expect(await region('Nodes').getAttribute('data-mark')).toBe('kept');
    expect(await region('Services').getAttribute('data-mark')).toBe('kept');
  });

  test('without a quorum shows the last answer as old', async () => {
    await shown(pageOf(swarmWorld(view, members, { view: failed(noLeader, view) })));
    expect(await web.page.locator('#age').textContent()).toMatch(/^No answer now \(no quorum\); this is from .+ ago$/);
    expect(await namesIn('Services')).toContain('web');
    await web.screenshot('swarm-page-without-quorum');
  });

  test('that goes leaves no table, and one that is another kind has its own', async () => {
    await shown(swarm);
    await web.tell({ type: 'gone', target: swarm.target, what: 'There is no cluster cloud now.' });
    expect(await web.page.getByRole('table').count()).toBe(0);
    expect(await web.page.getByRole('status').textContent()).toBe('There is no cluster cloud now.');
    await web.tell({ type: 'show', page: pageOf(wellCluster()) });
    expect(await namesIn('Nodes')).toEqual(['swarm-manager', 'swarm-node1', 'swarm-node2']);
    // Between the facts and the conditions, where it always is.
    expect(await web.page.locator('main > [id]').evaluateAll((all) => all.map(({ id }) => id))).toEqual([
      'heading',
      'notices',
      'facts',
      'table-nodes',
      'conditions',
      'text',
    ]);
  });
});

test('what another version remembered does no harm', async () => {
  await shown(swarm, { target: swarm.target, sorting: { column: 'name', isDescending: true } });
  expect(await namesIn('Nodes')).toEqual(['elsewhere', ...members]);
});
