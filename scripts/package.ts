// `npm run package`: builds, lists the licences, and makes docker-overlay-VERSION.vsix and its software bill of materials. Reproducible:
// the same commit gives the same bytes.
import { cpSync, globSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { bundledPackages, readMetafile, writeLicences } from './licences.ts';
import { packageProgram, root, runProgram } from './runProgram.ts';
import { writeBom } from './sbom.ts';

/** Contents of the package besides the bundles and the licences; `.vscodeignore` filters them. */
const sources = ['package.json', 'package.nls*.json', '*.md', 'LICENSE', '.vscodeignore', 'media', 'l10n'];

export interface PackageOptions {
  readonly quiet?: boolean;
  /** The folder for `dist`, the licences and the package, instead of the repository, whose own files then stay unchanged. */
  readonly folder?: string;
}

/** The path of the package that `makePackage` makes in `folder`. */
export function packageIn(folder: string): string {
  return path.join(folder, `docker-overlay-${manifestIn(root).version}.vsix`);
}

/** The path of the package's software bill of materials. */
export function bomIn(folder: string): string {
  return packageIn(folder).replace(/vsix$/, 'cdx.json');
}

/** @returns the package's path @throws if the build or vsce fails, with its output */
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

/** Packages the contents of `folder`. @returns the package's path @throws if vsce fails, with its output */
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

/** If there is a repository, vsce makes relative images and links in README and CHANGELOG absolute. Without one it has no base URL. */
function vsceFlags({ repository }: Pick<Manifest, 'repository'>): readonly string[] {
  const unpublished = ['--allow-missing-repository', '--no-rewrite-relative-links'];
  return ['--no-dependencies', ...(repository === undefined ? unpublished : [])];
}

/**
 * The environment in which vsce sorts the package's files and gives all of them the commit's time
 * (https://reproducible-builds.org/specs/source-date-epoch/). Zip files store local time, so the time zone is fixed too.
 */
async function reproducible(): Promise<Readonly<Record<string, string>>> {
  const { SOURCE_DATE_EPOCH: given } = process.env;
  const commit = await runProgram('git', ['log', '-1', '--format=%ct'], { quiet: true });
  const seconds = /^\d+$/m.exec(commit.code === 0 ? commit.output : '')?.[0];
  // Without git, as in a source archive: 1 January 2000. Zip files cannot store a time before 1980.
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
