// Runs Mocha tests inside a real extension host. The extension under development is only a tiny driver that holds the
// tests, so the product they see is the installed package, as a user has it.
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { launchBrowser } from './browser.ts';
import { startServer } from './server.ts';

const root = path.resolve(import.meta.dirname, '../..');

export interface InHostTest {
  /** Suites and test, joined by ` › `. */
  readonly name: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  readonly milliseconds: number;
  readonly error?: string;
}

export interface InHostResult {
  readonly tests: readonly InHostTest[];
}

export interface InHostOptions {
  /** Mocha (tdd: `suite`, `test`) test files, TypeScript; they may import `vscode`. */
  readonly files: readonly string[];
  /** The folder that is open. */
  readonly folder: string;
  /** Packages to install, the product's first of all. */
  readonly vsix: readonly string[];
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Environment of the extension host. */
  readonly env?: Readonly<Record<string, string>>;
  /** For the whole run, milliseconds; 10 minutes when absent. */
  readonly timeout?: number;
}

/**
 * Runs the tests and resolves with what became of each.
 *
 * @throws when VS Code did not start, or ended or timed out without a result; the message carries its output
 */
export async function runInHost(options: InHostOptions): Promise<InHostResult> {
  await mkdir(path.join(root, 'out'), { recursive: true });
  // Inside the repository, so that the bundled tests find their packages.
  const driver = await mkdtemp(path.join(root, 'out/inHost-'));
  try {
    const { runner, files } = await bundle(driver, options.files);
    const resultFile = path.join(driver, 'result.json');
    const server = await startServer({
      vsix: options.vsix,
      settings: options.settings ?? {},
      env: { ...options.env, DOCKER_OVERLAY_IN_HOST: JSON.stringify({ files, result: resultFile }) },
    });
    const browser = await launchBrowser();
    const said: string[] = [];
    try {
      const page = await browser.newPage();
      const ended = Promise.withResolvers<undefined>();
      await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => {
        said.push(`[${type}] ${args.map(String).join(' ')}`);
      });
      await page.exposeFunction('codeAutomationExit', () => ended.resolve(undefined));
      const remote = (file: string): string => `vscode-remote://127.0.0.1:${server.port}${file}`;
      const payload = JSON.stringify([
        ['extensionDevelopmentPath', remote(driver)],
        ['extensionTestsPath', remote(runner)],
      ]);
      await page.goto(server.address(options.folder, { payload }));
      const limit = options.timeout ?? 600_000;
      const timer = setTimeout(() => ended.reject(new Error(`no result after ${limit / 1000} s`)), limit);
      await ended.promise.finally(() => clearTimeout(timer));
      if (!existsSync(resultFile)) throw new Error('VS Code ended without a result');
      return JSON.parse(await readFile(resultFile, 'utf8')) as InHostResult;
    } catch (error) {
      throw new Error(`${String(error)}\n${said.slice(-40).join('\n')}\n${server.output().slice(-4000)}`, {
        cause: error,
      });
    } finally {
      await browser.close();
      await server.stop();
    }
  } finally {
    await rm(driver, { recursive: true, force: true });
  }
}

/** The driver extension: a package.json, the runner, and each test file, as CommonJS that Mocha can load. */
async function bundle(driver: string, tests: readonly string[]): Promise<{ runner: string; files: string[] }> {
  await writeFile(
    path.join(driver, 'package.json'),
    JSON.stringify({
      name: 'docker-overlay-test-driver',
      publisher: 'docker-overlay',
      version: '0.0.1',
      engines: { vscode: '^1.105.0' },
      extensionKind: ['workspace'],
    }),
  );
  const files = tests.map((test, index) => ({ in: path.resolve(test), out: `${index}-${path.basename(test, '.ts')}` }));
  await build({
    entryPoints: [{ in: path.join(import.meta.dirname, 'inHostRunner.ts'), out: 'runner' }, ...files],
    outdir: driver,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
  const written = (name: string): string => path.join(driver, `${name}.cjs`);
  return { runner: written('runner'), files: files.map((file) => written(file.out)) };
}
