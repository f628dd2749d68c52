// The import rules of the house: every kind of forbidden import, written into a copy, fails the real rules.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../../..');

/** A file with one import, and the rules that must refuse it (a cycle is told once, at its first file). */
const forbidden = [
  { file: 'src/base/a.ts', line: "import '../model/noun.ts';", rules: ['room-base'] },
  { file: 'src/base/b.ts', line: "import 'node:fs';", rules: ['room-base-without-node'] },
  { file: 'src/base/c.ts', line: "import 'valibot';", rules: ['room-base-packages'] },
  { file: 'src/model/a.ts', line: "import '../docker/door.ts';", rules: ['room-model'] },
  { file: 'src/model/b.ts', line: "import 'node:path';", rules: ['room-model-without-node'] },
  {
    file: 'src/model/c.ts',
    line: "export const c = () => import('yaml');",
    rules: ['one-door-for-yaml', 'room-model-packages'],
  },
  { file: 'src/model/d.ts', line: "import './e.ts';", rules: ['no-cycles'] },
  { file: 'src/model/e.ts', line: "import './d.ts';", rules: [] },
  { file: 'src/checks/a.ts', line: "import '../docker/door.ts';", rules: ['room-checks'] },
  { file: 'src/checks/b.ts', line: "import 'node:fs';", rules: ['room-checks-without-node'] },
  { file: 'src/docker/a.ts', line: "import '../cluster/verb.ts';", rules: ['room-docker'] },
  { file: 'src/docker/b.ts', line: "export const b = () => import('execa');", rules: ['one-door-for-execa'] },
  { file: 'src/docker/c.ts', line: "import type Docker from 'dockerode';", rules: ['one-door-for-dockerode'] },
  { file: 'src/docker/machineCli.ts', line: "import 'execa';", rules: ['heavy-packages-load-late'] },
  { file: 'src/cluster/a.ts', line: "import '../service/services.ts';", rules: ['room-cluster'] },
  { file: 'src/cluster/b.ts', line: "import 'vscode';", rules: ['room-cluster-packages', 'vscode-only-in-ui'] },
  { file: 'src/cluster/c.ts', line: "export const c = () => import('yaml');", rules: ['one-door-for-yaml'] },
  { file: 'src/service/a.ts', line: "import '../ui/view.ts';", rules: ['room-service'] },
  { file: 'src/protocol/a.ts', line: "import '../docker/door.ts';", rules: ['room-protocol'] },
  { file: 'src/ui/a.ts', line: "import '../docker/door.ts';", rules: ['room-ui'] },
  { file: 'src/ui/tree/a.ts', line: "import '../operations/a.ts';", rules: ['ui-tree'] },
  { file: 'src/ui/surface/a.ts', line: "export const a = () => import('../tree/b.ts');", rules: ['ui-surface'] },
  { file: 'src/ui/attic/a.ts', line: "import '../view.ts';", rules: ['only-known-ui-folders'] },
  { file: 'src/webview/a.ts', line: "import '../service/services.ts';", rules: ['room-webview'] },
  { file: 'src/simulator/a.ts', line: "import '../model/noun.ts';", rules: ['room-simulator'] },
  { file: 'src/extension.ts', line: "import './docker/door.ts';", rules: ['extension-imports'] },
  { file: 'src/attic/a.ts', line: 'export {};', rules: [] },
  { file: 'src/attic/b.ts', line: "import './a.ts';", rules: ['only-known-rooms'] },
  { file: 'src/ui/b.ts', line: "import '../../test/probe.ts';", rules: ['product-apart-from-tests'] },
] as const;

/** Files that are as the rules want them. */
const allowed = [
  { file: 'src/model/noun.ts', line: "import * as v from 'valibot'; export const noun = v.string();" },
  { file: 'src/docker/door.ts', line: "import '../model/noun.ts'; import 'node:fs';" },
  {
    file: 'src/docker/engineEndpoint.ts',
    line: "import type D from 'dockerode'; export const d = () => import('dockerode');",
  },
  { file: 'src/checks/question.ts', line: "import '../model/noun.ts';" },
  {
    file: 'src/cluster/verb.ts',
    line: "import '../checks/question.ts'; import '../docker/door.ts'; import './yaml.ts';",
  },
  { file: 'src/cluster/yaml.ts', line: "export const y = () => import('yaml');" },
  { file: 'src/service/services.ts', line: "import '../cluster/verb.ts';" },
  { file: 'src/ui/view.ts', line: "import * as vscode from 'vscode'; import '../service/services.ts'; void vscode;" },
  { file: 'src/ui/tree/b.ts', line: "import type { a } from '../operations/a.ts'; export type B = typeof a;" },
  { file: 'src/ui/tree/c.ts', line: 'export {};' },
  { file: 'src/ui/operations/a.ts', line: "import '../tree/c.ts'; export const a = 1;" },
  { file: 'test/probe.ts', line: "import '../src/docker/door.ts'; import 'vitest';" },
];

interface Violation {
  readonly from: string;
  readonly rule: { readonly name: string };
}

let copy = '';
let violations: readonly Violation[] = [];

beforeAll(() => {
  copy = mkdtempSync(path.join(tmpdir(), 'docker-overlay-rooms-'));
  symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'), 'junction');
  writeFileSync(path.join(copy, 'tsconfig.json'), '{ "compilerOptions": { "module": "nodenext" } }');
  for (const { file, line } of [...forbidden, ...allowed]) {
    mkdirSync(path.dirname(path.join(copy, file)), { recursive: true });
    writeFileSync(path.join(copy, file), `${line}\n`);
  }
  const program = path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const rules = path.join(root, '.dependency-cruiser.cjs');
  const output = execFileSync(process.execPath, [program, '--config', rules, '--output-type', 'json', 'src', 'test'], {
    cwd: copy,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  violations = (JSON.parse(output) as { summary: { violations: Violation[] } }).summary.violations;
}, 60_000);

afterAll(() => {
  rmSync(copy, { recursive: true, force: true });
});

function rulesAgainst(file: string): string[] {
  return violations.filter((violation) => violation.from === file).map((violation) => violation.rule.name);
}

describe('an import that the house forbids fails the rules', () => {
  test.each(forbidden)('$file: $line', ({ file, rules }) => {
    expect(rulesAgainst(file).sort()).toEqual([...rules].sort());
  });
});

describe('an import that the house allows passes', () => {
  test.each(allowed)('$file: $line', ({ file }) => {
    expect(rulesAgainst(file)).toEqual([]);
  });
});
