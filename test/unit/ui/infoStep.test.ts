// That a docker info page was shown is remembered: its step is ticked off also where the walkthrough is opened later.
import { expect, test, vi } from 'vitest';
import { Emitter } from '../../../src/base/event.ts';

vi.mock('vscode', () => ({ commands: {}, workspace: {}, window: {} }));

const { watchInfoStep } = await import('../../../src/ui/firstSteps.ts');

/** Two windows after each other are two calls with one `kept`. */
function watched(kept: Map<string, unknown>) {
  const changes = new Emitter<void>(() => undefined);
  const pages = { isVisible: false, onDidChangeVisible: changes.event };
  const memory = {
    get: <T>(key: string, otherwise: T): T => (kept.get(key) as T | undefined) ?? otherwise,
    update: async (key: string, value: unknown) => void kept.set(key, value),
  };
  let taken = 0;
  const watch = watchInfoStep(pages, memory, () => (taken += 1));
  const show = (isVisible: boolean): void => {
    pages.isVisible = isVisible;
    changes.fire();
  };
  return { show, watch, taken: () => taken };
}

test('is taken once a page is shown, and from then on', () => {
  const kept = new Map<string, unknown>();
  const first = watched(kept);
  first.show(false);
  expect(first.taken()).toBe(0);
  first.show(true);
  first.show(false);
  first.show(true);
  expect(first.taken()).toBe(1);
  expect(watched(kept).taken()).toBe(1);
});

test('is not watched for any longer than wanted', () => {
  const { show, watch, taken } = watched(new Map());
  watch.dispose();
  show(true);
  expect(taken()).toBe(0);
});
