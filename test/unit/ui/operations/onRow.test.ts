// Keys on rows: the row that has the focus counts, and what is selected with it; what it offers is run, and nothing else.
import { beforeEach, expect, test, vi } from 'vitest';
import { silentLog } from '../../../../src/base/log.ts';
import type { Shell } from '../../../../src/ui/shell.ts';
import type { RowContext } from '../../../../src/ui/tree/rowContext.ts';
import type { SelectedRow } from '../../../../src/ui/tree/selection.ts';

const { ran, view } = vi.hoisted(() => ({
  ran: [] as unknown[][],
  /** VS Code's list: names. */
  view: { focus: undefined as string | undefined, selected: [] as string[] },
}));

vi.mock('vscode', () => ({
  l10n: { t: (message: string) => message },
  Uri: Map,
  env: { clipboard: { writeText: (text: string) => Promise.resolve(ran.push(['copied', text])) } },
  workspace: { isTrusted: true },
  window: { setStatusBarMessage: () => undefined, showErrorMessage: () => Promise.resolve(undefined) },
  commands: {
    executeCommand: (id: string, ...given: unknown[]) => {
      if (id !== 'list.toggleSelection') ran.push([id, ...given]);
      else if (view.focus !== undefined)
        view.selected = view.selected.includes(view.focus)
          ? view.selected.filter((each) => each !== view.focus)
          : [...view.selected, view.focus];
      return Promise.resolve(id.startsWith('dockerOverlay.') ? 'done' : undefined);
    },
  },
}));

const { runCommand } = await import('../../../../src/ui/commands/runCommand.ts');

const contexts: Readonly<Record<string, RowContext>> = {
  demo: ['cluster', 'classic', 'healthy'],
  dev: ['machine', 'running', 'canPower'],
  node: ['machine', 'running', 'manager', 'swarmNode', 'active'],
  stranger: ['node', 'stranger', 'worker', 'active'],
  c1: ['container', 'running'],
  old: ['container', 'remembered'],
  web: ['service', 'replicated'],
  net: ['network', 'overlay', 'used'],
};
const rows = new Map(
  Object.entries(contexts).map(([name, context]): [string, SelectedRow] => [
    name,
    { element: { id: name }, name, context },
  ]),
);
const element = (name: string): unknown => rows.get(name)!.element;
const shell = (isReadOnly = false): Shell =>
  ({
    current: { hold: (work: () => unknown) => work() },
    settings: { isReadOnly },
    selection: {
      get rows() {
        return view.selected.map((name) => rows.get(name)!);
      },
    },
    log: silentLog,
  }) as unknown as Shell;
const press = (command: string, focus: string | undefined, selected: readonly string[], isReadOnly = false) => {
  Object.assign(view, { focus, selected: [...selected] });
  return runCommand(`dockerOverlay.${command}`, shell(isReadOnly));
};

beforeEach(() => {
  ran.length = 0;
});

test.each([
  ['dev', 'removeMachine'],
  ['node', 'removeMachine'],
  ['stranger', 'removeNode'],
  ['c1', 'removeContainer'],
  ['web', 'removeService'],
])('Delete on %s runs %s', async (focus, command) => {
  expect(await press('removeRow', focus, [])).toBe('done');
  expect(ran).toEqual([[`dockerOverlay.${command}`, element(focus), [element(focus)]]]);
});

test.each(['demo', 'old', 'net', undefined])('Delete on %s runs nothing', async (focus) => {
  await press('removeRow', focus, ['dev']);
  expect(ran).toEqual([]);
});

test('the focus counts: what is selected elsewhere stays, and stays selected', async () => {
  await press('removeRow', 'c1', ['dev', 'web']);
  expect(ran).toEqual([['dockerOverlay.removeContainer', element('c1'), [element('c1')]]]);
  expect(view.selected).toEqual(['dev', 'web']);
});

test('all that are selected, where the focus is on one of them', async () => {
  await press('removeRow', 'node', ['dev', 'node']);
  expect(ran).toEqual([['dockerOverlay.removeMachine', element('node'), [element('node'), element('dev')]]]);
  expect(view.selected.toSorted()).toEqual(['dev', 'node']);
});

test('Delete is refused while everything is read-only', async () => {
  expect(await press('removeRow', 'dev', [], true)).toEqual({ failure: { kind: 'readOnly' } });
  expect(ran).toEqual([]);
});

test.each(['demo', 'dev'])('Enter on %s shows docker info, read-only or not', async (focus) => {
  await press('openRow', focus, [], true);
  expect(ran).toEqual([['dockerOverlay.showDockerInfo', element(focus), [element(focus)]]]);
});

test.each(['c1', 'net', undefined])('Enter on %s does what it does elsewhere in VS Code', async (focus) => {
  await press('openRow', focus, []);
  expect(ran).toEqual([['list.select']]);
});

test('Ctrl+C copies the name, or all that are selected', async () => {
  await press('copyName', 'dev', []);
  await press('copyName', 'dev', ['dev', 'web']);
  await press('copyName', undefined, []);
  expect(ran).toEqual([
    ['copied', 'dev'],
    ['copied', 'dev\nweb'],
  ]);
});
