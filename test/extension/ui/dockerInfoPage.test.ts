// The docker info page on its own in a browser: its tables by mouse, keyboard and screen reader, and what a change leaves alone.
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { english } from '../../../src/base/text.ts';
import type { InfoPage } from '../../../src/protocol/dockerInfo.ts';
import { infoPage } from '../../../src/ui/panels/infoPage.ts';
import { failed, noon, snapshot, wellCluster } from '../../unit/samples.ts';
import { noLeader, richAnswers, swarmWorld, taskBody, viewOf, type SwarmWorld } from '../../unit/swarmSamples.ts';
import { outOfSight, violations } from '../../vscode/accessibility.ts';
import { launchBrowser } from '../../vscode/browser.ts';
import { openWebPage, type WebPage } from '../../vscode/webPage.ts';

/** When somebody reads it: a quarter of an hour after what it shows was seen. */
const readAt = new Date(noon.getTime() + 15 * 60_000);
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
  web = await openWebPage(browser, 'dockerInfo', readAt, state);
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
    // Its header was made anew; a person at the keyboard stays where they were.
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
    const rows = region('Services').locator('tbody tr');
    const scrolled = (table: string): Promise<number> => region(table).evaluate(({ scrollLeft }) => scrollLeft);
    for (const table of ['Nodes', 'Services']) await region(table).evaluate((element) => (element.scrollLeft = 60));
    await rows.evaluateAll((all) => {
      for (const row of all) row.setAttribute('data-mark', 'kept');
    });
    await web.tell({ type: 'show', page: later });
    // The row of the service that changed is another one, the rest are those that were there.
    expect(
      await rows.evaluateAll((all) =>
        all.filter((row) => !row.hasAttribute('data-mark')).map((row) => row.getAttribute('data-row')),
      ),
    ).toEqual(['broken']);
    expect([await scrolled('Nodes'), await scrolled('Services')]).toEqual([60, 60]);
  });

  test('is filtered where it is long, and remembers it', async () => {
    const [table] = swarm.tables;
    if (!table) throw new Error('no table');
    const rows = [1, 2, 3].flatMap((copy) => table.rows.map((row) => ({ ...row, id: `${row.id} ${String(copy)}` })));
    await shown({ ...swarm, tables: [{ ...table, rows }] });
    const filter = web.page.getByRole('searchbox', { name: 'Filter: Nodes' });
    await filter.pressSequentially('DRAIN');
    expect(await namesIn('Nodes')).toEqual(['m4', 'm4', 'm4']);
    expect(await web.page.getByRole('status').textContent()).toBe('3 of 18 rows');
    // A change comes while somebody types.
    await web.tell({ type: 'show', page: { ...swarm, tables: [{ ...table, rows: rows.slice(0, 12) }] } });
    await web.page.keyboard.type('ed');
    expect(await filter.inputValue()).toBe('DRAINed');
    expect(await namesIn('Nodes')).toEqual(['m4', 'm4']);
    expect(await web.state()).toMatchObject({ filters: { nodes: 'DRAINed' } });
    await filter.fill('nobody has this');
    expect(await web.page.getByText('No matching rows.').first().isVisible()).toBe(true);
    expect(await region('Services').count()).toBe(0);
  });

  test('without a quorum shows the last answer as old', async () => {
    await shown(pageOf(swarmWorld(view, members, { view: failed(noLeader, view) })));
    expect(await web.page.locator('#age').textContent()).toBe('No response (no leader); data from 15 minutes ago');
    expect(await namesIn('Services')).toContain('web');
    await web.screenshot('swarm-page-without-quorum');
  });

  test('that goes leaves no table, and one that is another kind has its own', async () => {
    await shown(swarm);
    await web.tell({ type: 'gone', target: swarm.target, what: 'The cluster cloud no longer exists.' });
    expect(await web.page.getByRole('table').count()).toBe(0);
    expect(await web.page.getByRole('status').textContent()).toBe('The cluster cloud no longer exists.');
    await web.tell({ type: 'show', page: pageOf(wellCluster()) });
    expect(await namesIn('Nodes')).toEqual(['swarm-manager', 'swarm-node1', 'swarm-node2']);
    // Between the facts and the conditions, where it always is.
    expect(await web.page.locator('main > [id]').evaluateAll((all) => all.map(({ id }) => id))).toEqual([
      'heading',
      'notices',
      'drawing',
      'facts',
      'table-nodes',
      'conditions',
      'text',
    ]);
  });
});

test('while nobody has told anything no heading stands over nothing', async () => {
  await shown({ ...swarm, facts: [] });
  expect(await web.page.getByRole('heading', { name: 'Facts' }).count()).toBe(0);
  await web.tell({ type: 'show', page: swarm });
  await web.page.getByRole('heading', { name: 'Facts' }).waitFor();
});

test('a notice has a button for each remedy, which asks for just that', async () => {
  const action = { title: 'Restart', command: 'dockerOverlay.restartMachine', args: [{ machine: 'w1' }] };
  const notices = [{ severity: 'error' as const, what: 'Machine w1 hangs.', remedy: 'Restart it.', actions: [action] }];
  await shown({ ...swarm, notices });
  await web.page.getByRole('button', { name: 'Restart: Machine w1 hangs.' }).click();
  expect((await web.posted()).at(-1)).toEqual({ type: 'run', action });
});

test('long lists are folded, and stay as they were opened', async () => {
  const notices = [1, 2, 3, 4, 5, 6, 7].map((each) => ({
    severity: 'error' as const,
    what: `trouble ${String(each)}`,
    remedy: '',
    actions: [],
  }));
  await shown({ ...swarm, notices });
  const visible = (): Promise<number> =>
    web.page
      .getByText(/^trouble \d$/)
      .filter({ visible: true })
      .count();
  expect(await visible()).toBe(4);
  await web.page.getByText('3 more', { exact: true }).click();
  expect(await visible()).toBe(7);
  await web.tell({ type: 'show', page: { ...swarm, notices: notices.slice(1) } });
  expect(await visible()).toBe(6);
  expect(await web.page.getByText('2 more', { exact: true }).count()).toBe(1);
  // Only news are said: nothing of what was there before.
  expect(await web.page.getByRole('status').textContent()).toBe('');
});

describe('the drawing', () => {
  const drawn = (name: string): ReturnType<WebPage['page']['locator']> =>
    web.page.locator('#drawing').getByRole('button', { name: new RegExp(`^${name} `) });
  const isFocused = (name: string): Promise<boolean> =>
    drawn(name).evaluate((element) => element === document.activeElement);

  test('says of every node what it shows', async () => {
    await shown(swarm);
    const list = (name: string): ReturnType<WebPage['page']['locator']> => web.page.getByRole('list', { name });
    const reserved = 'Reserved CPUs 0 / 2 Reserved memory 0 B / 23.54 GiB';
    for (const [name, nodes] of [
      [
        'Managers 3',
        [
          `m1 manager · leader · ready Tasks 3 Containers 1 ${reserved}`,
          `m2 manager · ready Tasks 2 Containers 1 ${reserved}`,
          `m3 manager · unhealthy reported down by managers Tasks 0 Containers 1 ${reserved}`,
        ],
      ],
      [
        'Workers 3',
        [
          `m4 worker · drained · ready Tasks 0 Containers 2 ${reserved}`,
          `m5 worker · paused · ready Tasks 0 Containers 2 ${reserved}`,
          `elsewhere worker · ready not in the machine store Tasks 1 ${reserved}`,
        ],
      ],
    ] as const) {
      expect(await list(name).getByRole('listitem').count()).toBe(nodes.length);
      for (const node of nodes)
        expect([node, await list(name).getByRole('button', { name: node, exact: true }).count()]).toEqual([node, 1]);
    }
    expect(await web.page.locator('#drawing .binder').innerText()).toContain(
      '2 of 3 managers reachable, 2 needed · led by m1',
    );
  });

  test('is one stop of the Tab key, with arrows inside and Enter to the row of a node', async () => {
    await shown(swarm);
    // Behind the buttons of the notices.
    await web.page.locator('.notices button').last().focus();
    await web.page.keyboard.press('Tab');
    expect(await isFocused('m1')).toBe(true);
    for (const [key, name] of [
      ['ArrowRight', 'm2'],
      ['ArrowDown', 'm4'],
      ['End', 'm5'],
      ['ArrowUp', 'm3'],
      ['Home', 'm1'],
      ['ArrowDown', 'elsewhere'],
      ['ArrowRight', 'm4'],
    ] as const) {
      await web.page.keyboard.press(key);
      expect([key, name, await isFocused(name)]).toEqual([key, name, true]);
    }
    await web.page.keyboard.press('Enter');
    const inTable = await web.page.evaluate(() => document.activeElement?.closest('tr')?.getAttribute('data-row'));
    expect(inTable).toBe('m4');
    // One more Tab leaves it, wherever one is in it.
    await drawn('m4').focus();
    await web.page.keyboard.press('Tab');
    expect(await web.page.evaluate(() => document.activeElement?.getAttribute('data-key'))).toBe('nodes');
  });

  test('of hundreds has a cell for each, in a place that scrolls, with what the cell has no room for below', async () => {
    const { drawing } = swarm;
    const [managers, workers] = drawing?.groups ?? [];
    const [worker] = workers?.nodes ?? [];
    const [table] = swarm.tables;
    if (!drawing || !managers || !workers || !worker || !table) throw new Error('nothing drawn');
    const nodes = Array.from({ length: 497 }, (_, at) => {
      const name = `node${String(at + 1)}`;
      const level = at % 50 === 7 ? ('down' as const) : ('healthy' as const);
      return { ...worker, id: name, name, level, spoken: `${name}, worker, ${level}` };
    });
    const rest = '500 nodes in all: scroll to see the rest';
    await shown({ ...swarm, drawing: { ...drawing, rest, groups: [managers, { ...workers, nodes }] } });
    const ends = (): Promise<string | null> => web.page.locator('#drawing .nodes').getAttribute('class');
    expect(await ends()).toBe('nodes many more-below');
    expect(await web.page.locator('.caption').innerText()).toBe(rest);
    const cells = web.page.locator('#drawing .cell');
    expect(await cells.count()).toBe(497);
    const box = await web.page.locator('#drawing').boundingBox();
    expect(box?.height).toBeLessThan(900);

    await cells.first().focus();
    await web.page.keyboard.press('ArrowDown');
    const [first, below] = [await cells.first().boundingBox(), await web.page.locator('.cell:focus').boundingBox()];
    expect([below?.x, (below?.y ?? 0) > (first?.y ?? 0)]).toEqual([first?.x, true]);
    await web.page.keyboard.press('End');
    expect(await web.page.locator('.cell:focus').getAttribute('aria-label')).toBe('node497, worker, healthy');
    expect(await web.page.locator('.caption').innerText()).toBe('node497, worker, healthy');
    await expect.poll(ends).toBe('nodes many more-above');
    expect(await web.page.locator('#drawing button[tabindex="0"]').count()).toBe(1);

    expect(await violations(web.page.mainFrame())).toEqual([]);
    await web.page.setViewportSize({ width: 320, height: 500 });
    expect(await outOfSight(web.page.mainFrame())).toEqual([]);
  });

  test.each([1200, 320])(
    'has each value at the end of its line, and words by their own bar · %i wide',
    async (width) => {
      await shown(swarm);
      await web.page.setViewportSize({ width, height: 900 });
      const off = await web.page.locator('#drawing .card').evaluateAll((cards) =>
        cards.flatMap((card) => {
          const meters = [...card.querySelectorAll('.meter')];
          const box = (meter: Element, part: string): DOMRect | undefined =>
            meter.querySelector(part)?.getBoundingClientRect();
          return meters.flatMap((meter, at) => {
            const [words, value, own] = [box(meter, '.label'), box(meter, '.value'), box(meter, '.bar')];
            const above = meters[at - 1] && box(meters[at - 1]!, '.bar');
            const isAtEnd = Math.abs((value?.right ?? 0) - meter.getBoundingClientRect().right) < 1;
            const isByItsOwn =
              !words ||
              !own ||
              !above ||
              !value ||
              words.top - above.bottom > own.top - Math.max(words.bottom, value.bottom);
            return isAtEnd && isByItsOwn ? [] : [meter.textContent];
          });
        }),
      );
      expect(off).toEqual([]);
    },
  );

  test('in high contrast has frames of bars in line with the words above', async () => {
    await shown(swarm);
    await web.page.evaluate(() => {
      document.body.className = 'vscode-high-contrast';
    });
    const { offset, height } = await web.page
      .locator('.card .bar')
      .first()
      .evaluate((bar) => ({ offset: getComputedStyle(bar).outlineOffset, height: bar.getBoundingClientRect().height }));
    expect([offset, height]).toEqual(['-1px', 7]);
  });

  test('changes under the focus without moving it', async () => {
    await shown(swarm);
    await drawn('m2').focus();
    await drawn('m2').evaluate((element) => element.setAttribute('data-mark', 'the same'));
    await web.tell({ type: 'show', page: later });
    expect(await drawn('m2').innerText()).toContain('Tasks\n3');
    expect([await isFocused('m2'), await drawn('m2').getAttribute('data-mark')]).toEqual([true, 'the same']);
  });
});

test('what it remembered of an earlier time holds from the first picture on', async () => {
  const sorting = { nodes: { column: 'name', isDescending: true } };
  await shown(swarm, { target: swarm.target, sorting, filters: { nodes: 'manager' } });
  expect(await namesIn('Nodes')).toEqual(['m3', 'm2', 'm1']);
  expect(await web.page.getByRole('searchbox', { name: 'Filter: Nodes' }).inputValue()).toBe('manager');
  // What the drawing leads to is shown, whatever was filtered.
  await web.page.locator('[data-node="m5"]').click();
  expect(await web.page.evaluate(() => document.activeElement?.closest('tr')?.getAttribute('data-row'))).toBe('m5');
});

test('what another version remembered does no harm', async () => {
  await shown(swarm, { target: swarm.target, sorting: { column: 'name', isDescending: true } });
  expect(await namesIn('Nodes')).toEqual(['elsewhere', ...members]);
});
