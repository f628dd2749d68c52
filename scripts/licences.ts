// Lists the licences of all packages in the bundle, from esbuild's metafile.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './runProgram.ts';

interface Metafile {
  readonly outputs: Readonly<Record<string, { readonly inputs: Readonly<Record<string, { bytesInOutput: number }>> }>>;
}

interface PackageJson {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
}

/** Package folders in node_modules that contribute at least one byte to an output. */
export function bundledPackages(metafile: Metafile): string[] {
  const folders = new Set<string>();
  for (const output of Object.values(metafile.outputs)) {
    for (const [input, { bytesInOutput }] of Object.entries(output.inputs)) {
      const found = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
      if (found?.[1] !== undefined && bytesInOutput > 0) folders.add(found[1]);
    }
  }
  return [...folders].sort();
}

/** Reads esbuild's metafile of the build in the `dist` of `folder`. */
export function readMetafile(folder: string): Metafile {
  return JSON.parse(readFileSync(path.join(folder, 'dist-maps/metafile.json'), 'utf8')) as Metafile;
}

/**
 * Writes THIRD-PARTY-LICENSES into `folder`, for the build in its `dist`.
 *
 * @returns the packages as `name version (licence)`
 */
export function writeLicences(folder: string): string[] {
  const packages = bundledPackages(readMetafile(folder)).map((folder) => {
    const json = JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8')) as PackageJson;
    const file = readdirSync(path.join(root, folder))
      .sort()
      .find((name) => /^(licen[cs]e|copying)/i.test(name));
    const text = file === undefined ? undefined : readFileSync(path.join(root, folder, file), 'utf8').trim();
    if (json.license === undefined && text === undefined) throw new Error(`${json.name} states no licence`);
    return { title: `${json.name} ${json.version} (${json.license ?? 'see below'})`, text };
  });
  const rule = '-'.repeat(80);
  const parts = packages.map(({ title, text }) => {
    return `${rule}\n${title}\n${rule}\n\n${text ?? 'The package carries no licence text beside its name.'}\n`;
  });
  const head = 'Docker Overlay contains code of the packages below, each under its own licence.\n';
  writeFileSync(path.join(folder, 'THIRD-PARTY-LICENSES'), [head, ...parts].join('\n'));
  return packages.map((one) => one.title);
}
