// The package's software bill of materials: CycloneDX 1.6, with the npm packages in the bundles. Versions, hashes and dependencies come
// from package-lock.json, so the same commit gives the same document.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './runProgram.ts';

/** A package's record in package-lock.json. Its key is the package's folder. */
interface LockedPackage {
  readonly version: string;
  readonly integrity?: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

export interface Lockfile {
  readonly name: string;
  readonly version: string;
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

export interface Component {
  readonly type: 'application' | 'library';
  readonly 'bom-ref': string;
  readonly group?: string;
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly licenses?: readonly [{ readonly expression: string }];
  readonly hashes?: readonly [{ readonly alg: string; readonly content: string }];
}

export interface Bom {
  readonly bomFormat: 'CycloneDX';
  readonly specVersion: '1.6';
  readonly version: 1;
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

/** `folders`: the bundled packages, as keys of the lockfile. @throws if the lockfile lacks one of them */
export function bomOf(folders: readonly string[], lock: Lockfile): Bom {
  const bundled = new Map([...folders].sort().map((folder) => [folder, componentIn(folder, lock)]));
  const product: Component = { type: 'application', ...identity(lock.name, lock.version), licenses: licence('MIT') };
  const dependencies = [...bundled].map(([folder, component]) => ({
    ref: component['bom-ref'],
    dependsOn: Object.keys(lock.packages[folder]?.dependencies ?? {})
      .flatMap((name) => bundled.get(resolved(folder, name, lock))?.['bom-ref'] ?? [])
      .sort(),
  }));
  const direct = [...bundled].filter(([folder]) => Object.hasOwn(devDependencies(lock), nameOf(folder)));
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: product },
    components: [...bundled.values()],
    dependencies: [
      { ref: product['bom-ref'], dependsOn: direct.map(([, component]) => component['bom-ref']) },
      ...dependencies,
    ],
  };
}

/** Writes the document to `file`. @returns the number of packages in it */
export function writeBom(file: string, folders: readonly string[]): number {
  const lock = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as Lockfile;
  const bom = bomOf(folders, lock);
  writeFileSync(file, `${JSON.stringify(bom, null, 2)}\n`);
  return bom.components.length;
}

function componentIn(folder: string, lock: Lockfile): Component {
  const locked = lock.packages[folder];
  if (locked === undefined) throw new Error(`${folder} is bundled, but package-lock.json does not list it`);
  return {
    type: 'library',
    ...identity(nameOf(folder), locked.version),
    ...(locked.license === undefined ? {} : { licenses: licence(locked.license) }),
    ...(locked.integrity === undefined ? {} : { hashes: hash(locked.integrity) }),
  };
}

/** Name, version and package URL (https://github.com/package-url/purl-spec, type npm). */
function identity(
  fullName: string,
  version: string,
): Pick<Component, 'bom-ref' | 'group' | 'name' | 'version' | 'purl'> {
  const [name = fullName, group] = fullName.split('/').reverse();
  const purl = `pkg:npm/${group === undefined ? '' : `${encodeURIComponent(group)}/`}${name}@${version}`;
  return { 'bom-ref': purl, ...(group === undefined ? {} : { group }), name, version, purl };
}

const licence = (expression: string): NonNullable<Component['licenses']> => [{ expression }];

/** npm records Subresource Integrity: algorithm and base64. */
function hash(integrity: string): NonNullable<Component['hashes']> {
  const [algorithm = '', digest = ''] = integrity.split('-');
  return [{ alg: algorithm.replace(/^sha/, 'SHA-'), content: Buffer.from(digest, 'base64').toString('hex') }];
}

/** The folder that Node resolves `name` to when a package in `folder` requires it. */
function resolved(folder: string, name: string, lock: Lockfile): string {
  for (let at = folder; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    const nested = `${at}/node_modules/${name}`;
    if (Object.hasOwn(lock.packages, nested)) return nested;
  }
  return `node_modules/${name}`;
}

const nameOf = (folder: string): string => folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);

/** All bundled packages are development dependencies: the package itself installs nothing. */
function devDependencies(lock: Lockfile): Readonly<Record<string, string>> {
  const own = lock.packages[''] as
    (LockedPackage & { readonly devDependencies?: Readonly<Record<string, string>> }) | undefined;
  return own?.devDependencies ?? {};
}
