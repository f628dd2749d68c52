// A cluster file names its driver, and docker-machine runs a program of that name: only in a workspace that is trusted.
import { beforeEach, expect, test, vi } from 'vitest';
import { ok } from '../../../../src/base/result.ts';
import type { DriverOption } from '../../../../src/model/driver.ts';
import type { Shell } from '../../../../src/ui/shell.ts';

type Provide = (document: unknown, position: number) => Promise<unknown>;

const { workspace, providers } = vi.hoisted(() => ({
  workspace: {
    isTrusted: false,
    onDidGrantWorkspaceTrust: () => ({ dispose: () => undefined }),
    onDidChangeConfiguration: () => ({ dispose: () => undefined }),
  },
  providers: {} as Record<'hover' | 'completions', Provide>,
}));

vi.mock('vscode', () => {
  const none = { dispose: (): void => undefined };
  class Any {
    readonly said: readonly unknown[];
    constructor(...said: readonly unknown[]) {
      this.said = said;
    }
  }
  class EventEmitter {
    readonly event = (): object => none;
    readonly fire = (): void => undefined;
    readonly dispose = (): void => undefined;
  }
  return {
    l10n: { t: (message: string) => message },
    workspace,
    window: { visibleTextEditors: [], onDidChangeVisibleTextEditors: () => none },
    extensions: { getExtension: () => undefined },
    languages: {
      registerHoverProvider: (_: unknown, { provideHover }: { provideHover: Provide }) => {
        providers.hover = provideHover;
        return none;
      },
      registerCompletionItemProvider: (_: unknown, { provideCompletionItems }: { provideCompletionItems: Provide }) => {
        providers.completions = provideCompletionItems;
        return none;
      },
      registerCodeActionsProvider: () => none,
      registerCodeLensProvider: () => none,
    },
    CodeActionKind: { QuickFix: 'quickfix' },
    CompletionItemKind: { Property: 0, Field: 1, EnumMember: 2, Module: 3 },
    EventEmitter,
    Hover: Any,
    MarkdownString: Any,
    Range: Any,
    SnippetString: Any,
    CompletionItem: Any,
  };
});

const { createClusterFileEditor } = await import('../../../../src/ui/editor/clusterFileEditor.ts');

const text = 'name: demo\ndriver:\n  name: evil\n  options:\n    evil-flag: 1\n';
const document = { getText: () => text, offsetAt: (offset: number) => offset, positionAt: (offset: number) => offset };
const option: DriverOption = {
  name: 'evil-flag',
  takes: 'value',
  default: '',
  usage: 'What it does.',
  variable: undefined,
};
const asked: string[] = [];

beforeEach(() => {
  workspace.isTrusted = false;
  asked.length = 0;
  createClusterFileEditor(
    {
      attention: { setSeen: () => undefined },
      current: {
        onDidChange: () => ({ dispose: () => undefined }),
        clusters: { snapshot: { at: new Date(1), machines: [], clusters: [] } },
        tool: {
          drivers: () => Promise.resolve({ names: ['evil'] }),
          driverOptions: (driver: string) => (asked.push(driver), Promise.resolve(ok([option]))),
        },
      },
    } as unknown as Shell,
    () => undefined,
  ).dispose();
});

const places = [
  ['hover', text.indexOf('evil-flag') + 2],
  ['completions', text.indexOf('evil-flag')],
] as const;

test.each(places)('of %s: the driver is not asked for its options before that', async (provider, at) => {
  await providers[provider](document, at);
  expect(asked).toEqual([]);
});

test.each(places)('of %s: then it is', async (provider, at) => {
  workspace.isTrusted = true;
  await providers[provider](document, at);
  expect(asked).toEqual(['evil']);
});
