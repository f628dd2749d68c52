// The product's package, as the tests install it.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

/** The path of the .vsix. @throws when `npm run package` has not made it */
export function productPackage(): string {
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };
  const vsix = path.join(root, `docker-overlay-${version}.vsix`);
  if (!existsSync(vsix)) throw new Error(`${vsix} is missing: npm run package`);
  return vsix;
}
