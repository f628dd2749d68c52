// `npm run package`: builds, lists the licences, and makes docker-overlay-VERSION.vsix and, beside it, its software bill of materials.
// The same commit gives the same bytes.
import { cpSync, globSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { bundledPackages, readMetafile, writeLicences } from './licences.ts';
import { packageProgram, root, runProgram } from './runProgram.ts';
import { writeBom } from './sbom.ts';

/** What the package is made of beside the bundles and the licences; `.vscodeignore` says what of it goes in. */
const sources = ['package.json', 'package.nls*.json', '*.md', 'LICENSE', '.vscodeignore', 'media', 'l10n'];

export interface PackageOptions {
  readonly quiet?: boolean;
  /** Gets `dist`, the licences and the package, and leaves those of the repository alone; default: the repository. */
  readonly folder?: string;
}

/** The path of the package that `makePackage` makes in `folder`. */
export function packageIn(folder: string): string {
  return path.join(folder, `docker-overlay-${manifestIn(root).version}.vsix`);
}

/** The path of its software bill of materials. */
export function bomIn(folder: string): string {
  return packageIn(folder).replace(/vsix$/, 'cdx.json');
}

/** @returns the package's path @throws when the build or vsce fails, with their words */
export async function makePackage({ quiet = false, folder = root }: PackageOptions = {}): Promise<string> {
  const build = [path.join(root, 'esbuild.mjs'), '--outdir', path.join(folder, 'dist')];
  const built = await runProgram(process.execPath, build, { quiet });
  if (built.code !== 0) throw new Error(`the build failed:\n${built.output}`);

  const bundled = bundledPackages(readMetafile(folder));
  const licences = writeLicences(folder);
  writeBom(bomIn(folder), bundled);
  if (!quiet) console.log(`licences of ${licences.length} packages: ${licences.join(', ')}`);

  if (folder !== root) {
    mkdirSync(folder, { recursive: true });
    for (const file of globSync(sources, { cwd: root }))
      cpSync(path.join(root, file), path.join(folder, file), { recursive: true });
  }
  return pack(folder, { quiet });
}

/** Makes the package of what is in `folder` already. @returns its path @throws when vsce fails, with its words */
export async function pack(folder: string, { quiet = false }: { readonly quiet?: boolean } = {}): Promise<string> {
  const target = packageIn(folder);
  const vsce = packageProgram('@vscode/vsce/vsce');
  const args = [vsce, 'package', ...vsceFlags(manifestIn(folder)), '--out', target];
  const packed = await runProgram(process.execPath, args, { quiet, cwd: folder, env: await reproducible() });
  if (packed.code !== 0) throw new Error(`vsce failed:\n${packed.output}`);
  return target;
}

interface Manifest {
  readonly version: string;
  readonly repository?: unknown;
}

function manifestIn(folder: string): Manifest {
  return JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as Manifest;
}

/** With a repository, vsce makes the relative pictures and links of README and CHANGELOG absolute; without one it has nothing to put before them. */
function vsceFlags({ repository }: Pick<Manifest, 'repository'>): readonly string[] {
  const unpublished = ['--allow-missing-repository', '--no-rewrite-relative-links'];
  return ['--no-dependencies', ...(repository === undefined ? unpublished : [])];
}

/**
 * The environment in which vsce sorts the files of the package and gives all of them one time, the commit's (https://reproducible-builds.org/specs/source-date-epoch/).
 * A zip file keeps local time, hence the time zone.
 */
async function reproducible(): Promise<Readonly<Record<string, string>>> {
  const { SOURCE_DATE_EPOCH: given } = process.env;
  const commit = await runProgram('git', ['log', '-1', '--format=%ct'], { quiet: true });
  const seconds = /^\d+$/m.exec(commit.code === 0 ? commit.output : '')?.[0];
  // Without git, as from an archive: 1 January 2000. A zip file knows no time before 1980.
  return { TZ: 'UTC', SOURCE_DATE_EPOCH: given ?? seconds ?? '946684800' };
}

if (process.argv[1] === import.meta.filename) {
  try {
    console.log(await makePackage());
    console.log(bomIn(root));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
