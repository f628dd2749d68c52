// The menus' context key follows the setting in every place, whatever the nearest one says.
import { expect, test, vi } from 'vitest';

const told: unknown[][] = [];
const listeners = new Map<string, (change: unknown) => void>();

vi.mock('vscode', () => {
  const event = (name: string) => (listener: (change: unknown) => void) => {
    listeners.set(name, listener);
    return { dispose: () => listeners.delete(name) };
  };
  return {
    commands: { executeCommand: (...words: unknown[]) => Promise.resolve(told.push(words)) },
    workspace: {
      onDidChangeConfiguration: event('configuration'),
      onDidChangeWorkspaceFolders: event('folders'),
      onDidGrantWorkspaceTrust: event('trust'),
    },
  };
});

const { createReadOnlyContext } = await import('../../../src/ui/readOnlyContext.ts');

test('it is set at the start and at each change, and no more once it is over', () => {
  const settings = { isReadOnly: true };
  const context = createReadOnlyContext(settings);
  const key = ['setContext', 'dockerOverlay.isReadOnly'];
  expect(told).toEqual([[...key, true]]);
  for (const name of ['configuration', 'folders', 'trust']) {
    settings.isReadOnly = !settings.isReadOnly;
    listeners.get(name)?.({ affectsConfiguration: (section: string) => section === 'dockerOverlay.readOnly' });
    expect(told.at(-1)).toEqual([...key, settings.isReadOnly]);
  }
  expect(told).toHaveLength(4);
  listeners.get('configuration')?.({ affectsConfiguration: () => false });
  expect(told).toHaveLength(4);
  context.dispose();
  expect(listeners.size).toBe(0);
});
