// Builds the simulator for tests, once before all of them (vitest's globalSetup).
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

const root = path.resolve(import.meta.dirname, '../..');

/** Where the program is then. */
export const program = path.join(root, 'out/simulator/main.js');

export async function setup(): Promise<void> {
  const source = path.join(root, 'src/simulator');
  const outdir = path.dirname(program);
  await build({
    entryPoints: {
      main: path.join(source, 'main.ts'),
      client: path.join(source, 'client.ts'),
      wallWorker: path.join(source, 'serve/wallWorker.ts'),
    },
    outdir,
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'esm',
    logLevel: 'warning',
  });
  writeFileSync(path.join(outdir, 'package.json'), '{ "type": "module" }');
}
