// The trees of the sidebar: their rows, what these say, and what their menus offer.
import type { Locator, Page } from 'playwright-core';
import type { Until } from './waiting.ts';

/** A row of a tree, as it is seen and as it is spoken. */
export interface TreeRow {
  readonly label: string;
  readonly description: string;
  /** 1 for the first level. */
  readonly level: number;
  /** Absent for a row without children. */
  readonly expanded?: boolean;
  /** What a screen reader says. */
  readonly spoken: string;
}

export interface Tree {
  /** The rows of the sidebar's trees as they stand, top to bottom; only what is rendered. */
  treeRows(): Promise<TreeRow[]>;
  /** A row by its label (and, where labels repeat, a part of its description). */
  treeRow(label: string, description?: string): Locator;
  /** Opens a row, if it is closed. */
  expand(label: string, description?: string): Promise<void>;
  /** Runs an entry of a row's context menu. */
  runOnRow(label: string, entry: string): Promise<void>;
  /** The text of a row's tooltip. */
  rowTooltip(label: string): Promise<string>;
}

export function treeOf(page: Page, until: Until): Tree {
  const sidebar = page.locator('[id="workbench.parts.sidebar"]');
  const rows = sidebar.locator('.monaco-list-row[role="treeitem"]');

  const treeRow = (label: string, description?: string): Locator => {
    const exact = page.locator('.label-name').getByText(label, { exact: true });
    const found = rows.filter({ has: exact });
    return (description === undefined ? found : found.filter({ hasText: description })).first();
  };

  return {
    treeRow,

    async treeRows() {
      return rows.evaluateAll((elements) =>
        elements.map((element) => {
          const text = (selector: string): string =>
            (element.querySelector(selector)?.textContent ?? '').replaceAll('\u00a0', ' ').trim();
          const expanded = element.getAttribute('aria-expanded');
          return {
            label: text('.label-name'),
            description: text('.label-description'),
            level: Number(element.getAttribute('aria-level')),
            ...(expanded === null ? {} : { expanded: expanded === 'true' }),
            spoken: element.getAttribute('aria-label') ?? '',
          };
        }),
      );
    },

    async expand(label, description) {
      const row = treeRow(label, description);
      await row.waitFor();
      if ((await row.getAttribute('aria-expanded')) === 'false') {
        await row.locator('.monaco-tl-twistie').click();
        await until(`${label} expanded`, async () => (await row.getAttribute('aria-expanded')) === 'true');
      }
    },

    async runOnRow(label, entry) {
      await treeRow(label).click({ button: 'right' });
      const item = page.locator('.monaco-menu .action-label').getByText(entry, { exact: true });
      await item.waitFor();
      // A click that comes as soon as the menu opens is taken for the end of the one that opened it.
      await until(`"${entry}" chosen`, async () => {
        await page.waitForTimeout(300);
        await item.click({ timeout: 1000 });
        return item.waitFor({ state: 'detached', timeout: 1000 }).then(() => true);
      });
    },

    async rowTooltip(label) {
      await treeRow(label).locator('.label-name').first().hover();
      const hover = page.locator('.monaco-hover:not(.hidden)').first();
      await hover.waitFor();
      const text = await hover.innerText();
      await page.keyboard.press('Escape');
      await page.mouse.move(800, 400);
      return text;
    },
  };
}
