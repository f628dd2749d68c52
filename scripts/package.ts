// `npm run package`: builds, lists the licences, and makes docker-overlay-VERSION.vsix.
import { cpSync, globSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { writeLicences } from './licences.ts';
import { packageProgram, root, runProgram } from './runProgram.ts';

/** What the package is made of beside the bundles and the licences; `.vscodeignore` says what of it goes in. */
const sources = ['package.json', 'package.nls*.json', '*.md', 'LICENSE', '.vscodeignore', 'media', 'l10n'];

export interface PackageOptions {
  readonly quiet?: boolean;
  /** Gets `dist`, the licences and the package, and leaves those of the repository alone; default: the repository. */
  readonly folder?: string;
}

/** The path of the package that `makePackage` makes in `folder`. */
export function packageIn(folder: string): string {
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };
  return path.join(folder, `docker-overlay-${version}.vsix`);
}

/** @returns the package's path @throws when the build or vsce fails, with their words */
export async function makePackage({ quiet = false, folder = root }: PackageOptions = {}): Promise<string> {
  const build = [path.join(root, 'esbuild.mjs'), '--outdir', path.join(folder, 'dist')];
  const built = await runProgram(process.execPath, build, { quiet });
  if (built.code !== 0) throw new Error(`the build failed:\n${built.output}`);

  const licences = writeLicences(folder);
  if (!quiet) console.log(`licences of ${licences.length} packages: ${licences.join(', ')}`);

  if (folder !== root) {
    mkdirSync(folder, { recursive: true });
    for (const file of globSync(sources, { cwd: root }))
      cpSync(path.join(root, file), path.join(folder, file), { recursive: true });
  }
  const target = packageIn(folder);
  const flags = ['--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links', '--out', target];
  const vsce = packageProgram('@vscode/vsce/vsce');
  const packed = await runProgram(process.execPath, [vsce, 'package', ...flags], { quiet, cwd: folder });
  if (packed.code !== 0) throw new Error(`vsce failed:\n${packed.output}`);
  return target;
}

if (process.argv[1] === import.meta.filename) {
  try {
    console.log(await makePackage());
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
