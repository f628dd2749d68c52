// A build replaces its folder whole, at the end: until then its readers find all files of the last build.
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root, runProgram } from '../../../scripts/runProgram.ts';

/** In the repository, as `dist` is: the build follows imports from there. */
let folder: string;
let dist: string;
beforeAll(() => {
  mkdirSync(path.join(root, 'out'), { recursive: true });
  folder = mkdtempSync(path.join(root, 'out/builds-'));
  dist = path.join(folder, 'dist');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const build = async (...flags: readonly string[]): Promise<number | undefined> => {
  const esbuild = path.join(root, 'esbuild.mjs');
  return (await runProgram(process.execPath, [esbuild, '--outdir', dist, ...flags], { quiet: true })).code;
};

/**
 * Between the two renames of a swap nothing is there: microseconds, or as long as a busy computer keeps the build waiting there. A build that
 * removed its folder first would lack the files for as long as it takes to build them.
 */
const swapTime = 500;

async function isThere(file: string): Promise<boolean> {
  const end = Date.now() + swapTime;
  while (!isWhole(file)) {
    if (Date.now() > end) return false;
    await sleep(2);
  }
  return true;
}

function isWhole(file: string): boolean {
  try {
    return readFileSync(file).length > 0;
  } catch {
    return false;
  }
}

test('no file of the last build is ever missed while the next ones run', async () => {
  expect(await build()).toBe(0);
  const files = globSync('**/*.{js,cjs,css,json}', { cwd: dist }).map((file) => path.join(dist, file));
  expect(files).toContain(path.join(dist, 'simulator/main.js'));
  // A file of an older build: the next one removes it.
  const stale = path.join(dist, 'stale.js');
  writeFileSync(stale, '');
  const building = { isDone: false };
  const builds = (async () => {
    const codes = [await build(), await build(), await build()];
    building.isDone = true;
    return codes;
  })();
  const missed = new Set<string>();
  let looks = 0;
  while (!building.isDone) {
    for (const file of files) {
      looks++;
      if (!(await isThere(file))) missed.add(path.relative(dist, file));
    }
    await sleep(1);
  }
  expect(await builds).toEqual([0, 0, 0]);
  expect([...missed]).toEqual([]);
  expect(looks).toBeGreaterThan(100);
  expect(existsSync(stale)).toBe(false);
  // Nothing is left beside it.
  expect(globSync('*', { cwd: folder }).sort()).toEqual(['dist', 'dist-maps']);
}, 60_000);
