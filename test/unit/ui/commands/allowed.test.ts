// What a row of the table says of a command is held before it begins: read-only, trust, and the services that it keeps.
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { silentLog } from '../../../../src/base/log.ts';
import type { Command } from '../../../../src/ui/commands/command.ts';
import type { Shell } from '../../../../src/ui/shell.ts';

const { workspace, begun } = vi.hoisted(() => ({ workspace: { isTrusted: true }, begun: [] as string[] }));

vi.mock('vscode', () => ({
  l10n: { t: (message: string) => message },
  Uri: Map,
  workspace,
  window: { showErrorMessage: () => Promise.resolve(undefined) },
}));
vi.mock('../../../../src/ui/commands/commandTable.ts', async (original) => {
  const { commandTable } = await original<{ readonly commandTable: readonly Command[] }>();
  return {
    commandTable: commandTable.map((command) => ({
      ...command,
      run: () => {
        begun.push(command.id);
        return Promise.resolve({ ok: true, value: command.id });
      },
    })),
  };
});

const { commandTable } = await import('../../../../src/ui/commands/commandTable.ts');
const { runCommand } = await import('../../../../src/ui/commands/runCommand.ts');

let held = 0;
const shell = (isReadOnly: boolean): Shell =>
  ({
    current: { hold: (work: () => unknown) => ((held += 1), work()) },
    settings: { isReadOnly },
    log: silentLog,
  }) as unknown as Shell;
const run = (id: string, isReadOnly = false): Promise<unknown> => runCommand(`dockerOverlay.${id}`, shell(isReadOnly));

beforeEach(() => {
  workspace.isTrusted = true;
  begun.length = 0;
  held = 0;
});

describe.each(commandTable.map((command) => [command.id, command] as const))('%s', (id, { changes, runs }) => {
  test('while everything is read-only', async () => {
    expect(await run(id, true)).toEqual(changes ? { failure: { kind: 'readOnly' } } : id);
    expect(begun).toEqual(changes ? [] : [id]);
  });

  test('where the workspace is not trusted', async () => {
    workspace.isTrusted = false;
    expect(await run(id)).toEqual(runs ? { failure: { kind: 'untrusted', runs } } : id);
    expect(begun).toEqual(runs ? [] : [id]);
  });

  test('keeps its services only where it changes something', async () => {
    await run(id);
    expect(held).toBe(changes ? 1 : 0);
  });
});

test.each([
  'bringClusterUp',
  'bringClusterDown',
  'removeMachine',
  'openShell',
  'removeContainer',
  'openContainerShell',
  'removeNode',
  'removeService',
  'copyJoinCommand',
  'rotateJoinTokens',
  'deployStack',
])('%s changes something', (id) => {
  expect(commandTable.find((command) => command.id === id)?.changes).toBe(true);
});
