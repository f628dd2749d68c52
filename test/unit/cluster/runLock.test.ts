// The lock of a cluster, between real processes: one of many has it, and a process that died has nothing.
import { mkdtemp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runUnderWay, takeRunLock } from '../../../src/cluster/runLock.ts';
import { endOtherProcesses, otherProcess, type OtherProcess } from './otherProcess.ts';

const about = { storePath: '/store', cluster: 'demo', verb: 'up' } as const;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'run-lock-'));
});

afterEach(async () => {
  await endOtherProcesses();
  await rm(folder, { recursive: true });
});

/** Takes the lock when told `take`, and gives it back when told `release`. */
function otherWindow(): OtherProcess {
  return otherProcess(`
    const { takeRunLock } = await import(${JSON.stringify(new URL('../../../src/cluster/runLock.ts', import.meta.url).href)});
    let held;
    async function answer(word) {
      if (word === 'release') {
        await held.release();
        return 'released';
      }
      const taken = await takeRunLock(${JSON.stringify(folder)}, ${JSON.stringify(about)});
      if (taken.ok) held = taken.value;
      return taken.ok ? 'taken' : taken.error.kind + ' ' + taken.error.pid;
    }`);
}

const claims = async (): Promise<string[]> =>
  (await readdir(folder, { recursive: true })).filter((name) => /\.(claim|turn-\d+)$/.test(name));

test('a second run on the same cluster is refused with who runs and since when', async () => {
  const first = await takeRunLock(folder, about);
  expect(first.ok).toBe(true);
  const second = await takeRunLock(folder, { ...about, verb: 'down' });
  expect(second).toMatchObject({
    ok: false,
    error: { kind: 'alreadyRunning', cluster: 'demo', verb: 'up', pid: process.pid },
  });
  if (!second.ok && second.error.kind === 'alreadyRunning')
    expect(Math.abs(Date.now() - second.error.since.getTime())).toBeLessThan(10_000);
});

test('other clusters, and the same name in another store, are free', async () => {
  await takeRunLock(folder, about);
  expect((await takeRunLock(folder, { ...about, cluster: '../demo' })).ok).toBe(true);
  expect((await takeRunLock(folder, { ...about, storePath: '/other' })).ok).toBe(true);
});

test('what is released can be taken again, and leaves nothing behind', async () => {
  for (let time = 0; time < 3; time += 1) {
    const taken = await takeRunLock(folder, about);
    if (!taken.ok) throw new Error(taken.error.kind);
    await taken.value.release();
  }
  expect(await claims()).toEqual([]);
});

describe('between processes', () => {
  test('exactly one of many that ask in the same moment has it, round after round', async () => {
    const others = Array.from({ length: 4 }, otherWindow);
    for (let round = 0; round < 10; round += 1) {
      const answers = await Promise.all(others.map(({ ask }) => ask('take')));
      expect(
        answers.filter((answer) => answer === 'taken'),
        answers.join(),
      ).toHaveLength(1);
      expect(await others[answers.indexOf('taken')]!.ask('release')).toBe('released');
    }
    expect(await claims()).toEqual([]);
  }, 30_000);

  test('a process that died holds nothing', async () => {
    const other = otherWindow();
    expect(await other.ask('take')).toBe('taken');
    expect((await takeRunLock(folder, about)).ok).toBe(false);
    await other.kill();
    expect((await takeRunLock(folder, about)).ok).toBe(true);
    expect(await claims()).toHaveLength(2);
  }, 30_000);
});

test('who runs is told early, as long as it runs', async () => {
  expect(await runUnderWay(folder, about)).toBeUndefined();
  const taken = await takeRunLock(folder, about);
  if (!taken.ok) throw new Error(taken.error.kind);
  expect(await runUnderWay(folder, about)).toMatchObject({ kind: 'alreadyRunning', cluster: 'demo', pid: process.pid });
  expect(await runUnderWay(folder, { ...about, cluster: 'other' })).toBeUndefined();
  await taken.value.release();
  expect(await runUnderWay(folder, about)).toBeUndefined();
});

describe('a claim', () => {
  /** Puts a claim where the lock of `about` looks, as a process with that mark would have. */
  async function claim(text: string): Promise<void> {
    const taken = await takeRunLock(folder, about);
    if (!taken.ok) throw new Error(taken.error.kind);
    await taken.value.release();
    const [key] = await readdir(folder);
    await writeFile(join(folder, key!, '0.claim'), text);
    await writeFile(join(folder, key!, '0.turn-1'), '');
  }
  const of = (mark: object): string =>
    JSON.stringify({ process: { at: Date.now(), ...mark }, about: { cluster: 'demo', verb: 'down' } });

  test('of an earlier process with a pid that is in use again counts for nothing', async () => {
    await claim(of({ pid: process.pid, started: 'another-boot/1' }));
    expect((await takeRunLock(folder, about)).ok).toBe(true);
  });

  test('without the kernel’s word counts while its pid lives', async () => {
    await claim(of({ pid: process.pid, started: '' }));
    expect(await takeRunLock(folder, about)).toMatchObject({ error: { kind: 'alreadyRunning', verb: 'down' } });
  });

  test('without the kernel’s word from before the computer started counts for nothing', async () => {
    await claim(of({ pid: process.pid, started: '', at: 1 }));
    expect((await takeRunLock(folder, about)).ok).toBe(true);
  });

  test('half written by who died at it counts for nothing in the end', async () => {
    await claim('{"pid":');
    expect((await takeRunLock(folder, about)).ok).toBe(true);
  }, 20_000);
});

test('a folder that cannot be written is a failure', async () => {
  await mkdir(join(folder, 'a'));
  await writeFile(join(folder, 'file'), '');
  expect(await takeRunLock(join(folder, 'file'), about)).toMatchObject({
    ok: false,
    error: { kind: 'fileUnreadable' },
  });
});
