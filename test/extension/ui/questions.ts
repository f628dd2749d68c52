// What a person does with questions that follow each other in one box, as those of New Cluster File.
import type { Locator } from 'playwright-core';
import type { Workbench } from '../../vscode/workbench.ts';

export interface Questions {
  /** Where one types. */
  readonly input: () => Locator;
  /** Waits for a question by its number. @returns its title: "New Cluster File (3/9)" */
  readonly at: (step: number) => Promise<string>;
  /** Types an answer and accepts it. */
  readonly answer: (text: string) => Promise<void>;
  /** Waits for what the box says of an answer that will not do. */
  readonly refusal: (part: string) => Promise<void>;
  readonly back: () => Promise<void>;
}

export function questions(workbench: () => Workbench): Questions {
  const box = (): Locator => workbench().page.locator('.quick-input-widget');
  const input = (): Locator => box().locator('.quick-input-box input, .quick-input-filter input').first();
  return {
    input,
    at: (step) =>
      workbench().until(`step ${String(step)}`, async () => {
        const title = ((await box().locator('.quick-input-title').textContent()) ?? '').trim();
        return title.includes(`(${String(step)}/`) ? title : undefined;
      }),
    answer: async (text) => {
      await input().fill(text);
      await workbench().page.keyboard.press('Enter');
    },
    refusal: async (part) => {
      await workbench().until(part, async () =>
        (await box().locator('.quick-input-message').textContent())?.includes(part),
      );
    },
    back: () => box().locator('.quick-input-titlebar .codicon-quick-input-back').click(),
  };
}
