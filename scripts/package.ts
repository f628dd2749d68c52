// `npm run package`: builds, lists the licences, and makes docker-overlay-VERSION.vsix.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { writeLicences } from './licences.ts';
import { packageProgram, root, runProgram } from './runProgram.ts';

/** @returns the package's path @throws when the build or vsce fails, with their words */
export async function makePackage(options: { readonly quiet?: boolean } = {}): Promise<string> {
  const quiet = options.quiet === true;
  const built = await runProgram(process.execPath, [path.join(root, 'esbuild.mjs')], { quiet });
  if (built.code !== 0) throw new Error(`the build failed:\n${built.output}`);

  const licences = writeLicences();
  if (!quiet) console.log(`licences of ${licences.length} packages: ${licences.join(', ')}`);

  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };
  const target = path.join(root, `docker-overlay-${version}.vsix`);
  const vsce = packageProgram('@vscode/vsce/vsce');
  const args = [
    vsce,
    'package',
    '--no-dependencies',
    '--allow-missing-repository',
    '--no-rewrite-relative-links',
    '--out',
    target,
  ];
  const packed = await runProgram(process.execPath, args, { quiet });
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
