// Whatever shows a text in VS Code goes through src/ui/surface, which escapes it: everywhere else the lint refuses the way.
import { ESLint } from 'eslint';
import { expect, test } from 'vitest';

const rule = '@typescript-eslint/no-restricted-imports';
const eslint = new ESLint({
  // Types are of no interest here: the rules that need them are off, so that a text is enough.
  overrideConfig: {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: false, project: false } },
  },
  ruleFilter: ({ ruleId }) => ruleId === rule || ruleId === 'no-restricted-syntax',
});

async function refusals(file: string, text: string): Promise<number> {
  const [result] = await eslint.lintText(`${text}\n`, { filePath: file });
  expect(result?.messages.filter(({ fatal }) => fatal)).toEqual([]);
  return result?.messages.filter(({ ruleId }) => ruleId !== null).length ?? 0;
}

test.each([
  "import { window } from 'vscode'; void window.showErrorMessage('');",
  "import { window as all } from 'vscode'; void all.withProgress;",
  "import * as vscode from 'vscode'; void vscode.window.createQuickPick();",
  "export { window } from 'vscode';",
  "export * from 'vscode';",
  "import { MarkdownString } from 'vscode'; void new MarkdownString('');",
  "import { Hover, TreeItem } from 'vscode'; void [Hover, TreeItem];",
  "import { CodeLens } from 'vscode'; void CodeLens;",
  "void import('vscode');",
  "import vscode = require('vscode'); void vscode;",
])('refused: %s', async (text) => {
  expect(await refusals('src/ui/tell.ts', text)).toBeGreaterThan(0);
});

test.each([
  ['src/ui/tell.ts', "import { window } from './surface/window.ts'; void window.showErrorMessage('');"],
  ['src/ui/tell.ts', "import type { MarkdownString } from 'vscode'; export type M = MarkdownString;"],
  [
    'src/ui/tell.ts',
    "import { commands, Uri, type TreeItem } from 'vscode'; export type M = [TreeItem]; void [commands, Uri];",
  ],
  ['src/ui/surface/window.ts', "import { window } from 'vscode'; void window.showErrorMessage('');"],
])('allowed: %s: %s', async (file, text) => {
  expect(await refusals(file, text)).toBe(0);
});
