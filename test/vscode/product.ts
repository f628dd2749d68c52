// The product as the tests install it: built and packaged in a folder of theirs, so that `npm run build` and `watch` change
// nothing under a test that runs.
import path from 'node:path';
import { startDemo, type Demo, type DemoOptions } from '../../scripts/demo.ts';
import { makeDemoPackage } from '../../scripts/demoPackage.ts';
import { makePackage, packageIn } from '../../scripts/package.ts';
import { installServer } from './server.ts';

const folder = path.resolve(import.meta.dirname, '../../out/product');

/** The bundles in the package, and the simulator and the demo's extension beside them. */
export const productDist = path.join(folder, 'dist');

/** Makes the package and installs VS Code's server, before the files of a project (vitest's globalSetup). */
export async function setup(): Promise<void> {
  await Promise.all([makePackage({ quiet: true, folder }), installServer(console.log)]);
}

/** The path of the .vsix, once `setup` has made it. */
export function productPackage(): string {
  return packageIn(folder);
}

/** As `makeDemoPackage`, of the tests' build. */
export function demoPackage(): Promise<string> {
  return makeDemoPackage(productDist);
}

/** As `startDemo`, on the tests' build. */
export function startProductDemo(options: Omit<DemoOptions, 'dist'>): Promise<Demo> {
  return startDemo({ ...options, dist: productDist });
}
