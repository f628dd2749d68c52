// What a person sees and does in the editor of a cluster file.
import type { Locator } from 'playwright-core';
import type { Workbench } from '../../vscode/workbench.ts';
import { questions } from './questions.ts';

export interface Editing {
  /** The links above the first line. */
  readonly lensTitles: () => Promise<string>;
  readonly lens: (title: string) => Locator;
  /** The active editor's text, as it is shown. */
  readonly shown: () => Promise<string>;
  /** Puts the cursor behind the last letter of a line, from 1. */
  readonly goTo: (line: number) => Promise<void>;
  readonly suggestions: () => Promise<string[]>;
}

export function editing(workbench: () => Workbench): Editing {
  const { answer } = questions(workbench);
  return {
    lensTitles: async () => {
      const lens = workbench().page.locator('.editor-instance .codelens-decoration');
      return ((await lens.first().textContent()) ?? '').replaceAll('\u00a0', ' ').trim();
    },
    lens: (title) => workbench().page.locator('.editor-instance .codelens-decoration a', { hasText: title }),
    shown: async () => {
      const lines = workbench().page.locator(
        '.editor-instance .monaco-editor.focused .view-line, .editor-instance .view-line',
      );
      return (await lines.allTextContents()).map((line) => line.replaceAll('\u00a0', ' ')).join('\n');
    },
    goTo: async (line) => {
      await workbench().page.locator('.editor-instance .view-lines').first().click();
      await workbench().page.keyboard.press('Control+G');
      await answer(`:${line}`);
      await workbench().page.keyboard.press('End');
    },
    suggestions: async () => {
      const rows = workbench().page.locator('.suggest-widget.visible .monaco-list-row .label-name');
      await rows.first().waitFor();
      return rows.allTextContents();
    },
  };
}
