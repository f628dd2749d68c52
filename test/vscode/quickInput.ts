// The list at the top of the workbench: the command palette, quick picks, input boxes.
import path from 'node:path';
import type { Page } from 'playwright-core';
import { texts, type Until } from './waiting.ts';

export interface QuickInput {
  /** Runs a command from the palette by its whole title, as in "Docker Overlay: Refresh". */
  runCommand(title: string): Promise<void>;
  /** The titles that the palette offers for a text, best first. */
  commandTitles(text: string): Promise<string[]>;
  /** The labels of the open quick pick's entries; waits for the first. */
  quickPickItems(): Promise<string[]>;
  /** Picks an entry of the open quick pick by its label. */
  pick(label: string): Promise<void>;
  /** Types into the open quick pick or input box and accepts. */
  typeAndAccept(text: string): Promise<void>;
  /** Opens a file in an editor, by its path below the folder. */
  openFile(file: string): Promise<void>;
}

export function quickInputOf(page: Page, until: Until): QuickInput {
  const quickInput = page.locator('.quick-input-widget');
  const quickInputText = quickInput.locator('.quick-input-box input');
  const quickRows = quickInput.locator('.quick-input-list .monaco-list-row');

  /** The label of each row of the quick input, in order. */
  const quickLabels = async (): Promise<string[]> =>
    texts(quickRows.locator('.quick-input-list-row:first-child .label-name'));

  const openPalette = async (text: string): Promise<void> => {
    // Another quick input may be closing at this moment and take the key with it: then once more.
    await until('the command palette', async () => {
      await page.keyboard.press('F1');
      await quickInputText.fill(`>${text}`, { timeout: 2000 });
      return true;
    });
  };

  const chooseRow = async (label: string, timeout?: number): Promise<void> => {
    // The list of what was asked before may still be closing: a row that is gone at the click is looked for again.
    const choose = async (): Promise<true | undefined> => {
      const index = (await quickLabels()).indexOf(label);
      if (index < 0) return undefined;
      await quickRows
        .nth(index)
        .click({ timeout: 1500 })
        .catch(async (error: unknown) => {
          // The last of a long list may be below what is in sight.
          await quickInput.locator('.quick-input-list').hover({ timeout: 500 });
          await page.mouse.wheel(0, 100);
          throw error;
        });
      return true;
    };
    await until(`"${label}" in the list`, choose, timeout).catch(async (error: unknown) => {
      throw new Error(`${String(error)}; it offers: ${(await quickLabels()).join(', ')}`, { cause: error });
    });
  };

  const runCommand = async (title: string): Promise<void> => {
    // Commands register as the workbench starts: one that is not offered yet is asked for again.
    await until(`the command "${title}"`, async () => {
      await openPalette(title);
      try {
        await chooseRow(title, 3000);
        // Gone, or taken over by what the command asks.
        return await until('the palette closed', async () => {
          return !(await quickInput.isVisible()) || !(await quickInputText.inputValue()).startsWith('>');
        });
      } catch (error) {
        await page.keyboard.press('Escape');
        throw error;
      }
    });
  };

  return {
    runCommand,

    async commandTitles(text) {
      await openPalette(text);
      await quickRows.first().waitFor();
      const titles = await quickLabels();
      await page.keyboard.press('Escape');
      return titles;
    },

    async quickPickItems() {
      await quickRows.first().waitFor();
      return quickLabels();
    },

    async pick(label) {
      await chooseRow(label);
    },

    async typeAndAccept(text) {
      await quickInputText.waitFor();
      await quickInputText.fill(text);
      await page.keyboard.press('Enter');
    },

    async openFile(file) {
      await page.keyboard.press('Control+P');
      await quickInputText.waitFor();
      await quickInputText.fill(file);
      // Another whose name contains it may come first.
      await chooseRow(path.basename(file));
      await page.locator(`.tab[data-resource-name="${path.basename(file)}"]`).waitFor();
    },
  };
}
