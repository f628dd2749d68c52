// The lock of a cluster, between real processes: one of many has it, a process that died has nothing, and one that lives keeps it
// wherever it runs.
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sleep } from '../../../src/base/async.ts';
import { defaultPace, type Pace } from '../../../src/cluster/heldClaim.ts';
import { ownMark } from '../../../src/cluster/processMark.ts';
import { isBeating, runUnderWay, takeRunLock, type RunLock } from '../../../src/cluster/runLock.ts';
import { endOtherProcesses, hasPidNamespaces, otherProcess, type OtherProcess } from './otherProcess.ts';

/** As the real one, only that nothing takes as long. */
const pace: Pace = { beat: 50, silent: 2_000, watch: 400, draw: 500 };

let folder: string;
let store: string;
let about: { readonly storePath: string; readonly cluster: string; readonly verb: 'up' };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'run-lock-'));
  store = join(folder, 'store');
  about = { storePath: store, cluster: 'demo', verb: 'up' };
});

afterEach(async () => {
  await endOtherProcesses();
  await rm(folder, { recursive: true });
});

/** Takes the lock when told `take`, and gives it back when told `release`; `block 500` blocks its event loop for so long. */
function otherWindow(where?: 'otherNamespace'): OtherProcess {
  return otherProcess(
    `
    const { takeRunLock } = await import(${JSON.stringify(new URL('../../../src/cluster/runLock.ts', import.meta.url).href)});
    let held;
    async function answer(word) {
      if (word === 'release') {
        await held.release();
        return 'released';
      }
      if (word.startsWith('block')) {
        const until = performance.now() + Number(word.split(' ')[1]);
        while (performance.now() < until);
        return 'blocked';
      }
      if (word === 'obstacle') return (await held.obstacle())?.kind ?? 'none';
      const taken = await takeRunLock(${JSON.stringify(about)}, { pace: ${JSON.stringify(pace)} });
      if (taken.ok) held = taken.value;
      return taken.ok ? 'taken' : taken.error.kind + ' ' + taken.error.pid;
    }`,
    where,
  );
}

const files = async (): Promise<string[]> => {
  const names = await readdir(store, { recursive: true });
  return names.filter((name) => /\.(claim|turn-\d+|new|clock)$/.test(name)).map((name) => join(store, name));
};
const claims = async (): Promise<string[]> => (await files()).filter((name) => name.endsWith('.claim'));

async function taken(options?: Parameters<typeof takeRunLock>[1]): Promise<RunLock> {
  const outcome = await takeRunLock(about, { pace, ...options });
  if (!outcome.ok) throw new Error(outcome.error.kind);
  return outcome.value;
}

const running = { ok: false, error: { kind: 'alreadyRunning' } };

test('a second run on the same cluster is refused with who runs and since when', async () => {
  await taken();
  const second = await takeRunLock({ ...about, verb: 'down' });
  expect(second).toMatchObject({
    ok: false,
    error: { kind: 'alreadyRunning', cluster: 'demo', verb: 'up', pid: process.pid },
  });
  if (second.ok || second.error.kind !== 'alreadyRunning') throw new Error('not refused');
  expect(Math.abs(Date.now() - second.error.since.getTime())).toBeLessThan(10_000);
  expect(second.error).not.toHaveProperty('host');
});

test('other clusters, and the same name in another store, are free', async () => {
  await taken();
  expect((await takeRunLock({ ...about, cluster: '../demo' })).ok).toBe(true);
  expect((await takeRunLock({ ...about, storePath: join(folder, 'other') })).ok).toBe(true);
});

test('what is released can be taken again, and leaves nothing behind', async () => {
  for (let time = 0; time < 3; time += 1) await (await taken()).release();
  expect(await files()).toEqual([]);
});

test('a store is one however its path is spelled, whichever edition of VS Code asks', async () => {
  await mkdir(store);
  await symlink(store, join(folder, 'link'));
  await taken();
  expect(await takeRunLock({ ...about, storePath: join(folder, 'link') })).toMatchObject(running);
  expect(await takeRunLock({ ...about, storePath: join(folder, 'other', '..', 'store') })).toMatchObject(running);
  expect(await runUnderWay({ ...about, storePath: join(folder, 'link') })).toMatchObject(running.error);
});

test('a store that does not exist yet is locked before docker-machine creates it', async () => {
  await mkdir(join(folder, 'disk'));
  await symlink(join(folder, 'disk'), join(folder, 'link'));
  expect((await takeRunLock({ ...about, storePath: join(folder, 'link', 'machine') })).ok).toBe(true);
  expect(await takeRunLock({ ...about, storePath: join(folder, 'disk', 'machine') })).toMatchObject(running);
});

describe('between processes', () => {
  test('exactly one of many that ask in the same moment has it, round after round', async () => {
    const others = Array.from({ length: 4 }, () => otherWindow());
    for (let round = 0; round < 10; round += 1) {
      const answers = await Promise.all(others.map(({ ask }) => ask('take')));
      expect(
        answers.filter((answer) => answer === 'taken'),
        answers.join(),
      ).toHaveLength(1);
      expect(await others[answers.indexOf('taken')]!.ask('release')).toBe('released');
    }
    expect(await files()).toEqual([]);
  }, 30_000);

  test('a process that died holds nothing', async () => {
    const other = otherWindow();
    expect(await other.ask('take')).toBe('taken');
    expect((await takeRunLock(about, { pace })).ok).toBe(false);
    await other.kill();
    await taken();
    expect(await files()).toHaveLength(2);
  }, 30_000);

  test('a process of this host that is blocked for long keeps it', async () => {
    const other = otherWindow();
    await other.ask('take');
    const blocked = other.ask('block 3500');
    await sleep(3_000);
    expect(await takeRunLock(about, { pace })).toMatchObject(running);
    await blocked;
    expect(await other.ask('obstacle')).toBe('none');
  }, 30_000);
});

describe.skipIf(!hasPidNamespaces)('between PID namespaces', () => {
  test('the lock is one, whoever has it', async () => {
    const other = otherWindow('otherNamespace');
    expect(await other.ask('take')).toBe('taken');
    // Long enough that a heartbeat is needed.
    await sleep(pace.silent + 500);
    expect(await takeRunLock(about, { pace })).toMatchObject(running);
    expect(await runUnderWay(about)).toMatchObject(running.error);
    expect(await claims()).toHaveLength(1);
    await other.ask('release');
    const own = await taken();
    await sleep(pace.silent + 500);
    expect(await other.ask('take')).toMatch(/^alreadyRunning/);
    expect(await claims()).toHaveLength(1);
    await own.release();
    expect(await other.ask('take')).toBe('taken');
  }, 30_000);

  test('exactly one of several has it, round after round', async () => {
    const others = [otherWindow('otherNamespace'), otherWindow('otherNamespace'), otherWindow()];
    for (let round = 0; round < 5; round += 1) {
      const answers = await Promise.all(others.map(({ ask }) => ask('take')));
      expect(
        answers.filter((answer) => answer === 'taken'),
        answers.join(),
      ).toHaveLength(1);
      await others[answers.indexOf('taken')]!.ask('release');
    }
  }, 30_000);

  test('one that died there holds nothing once its heartbeat is missed', async () => {
    const other = otherWindow('otherNamespace');
    await other.ask('take');
    await other.kill();
    expect(await takeRunLock(about)).toMatchObject(running);
    await sleep(pace.silent + 200);
    await taken();
    expect(await files()).toHaveLength(2);
  }, 30_000);

  test('one that was suspended there finds that its lock is gone, and ends', async () => {
    const other = otherWindow('otherNamespace');
    await other.ask('take');
    const blocked = other.ask(`block ${String(pace.silent + pace.watch + 2_000)}`);
    await sleep(pace.silent + 200);
    await taken();
    await blocked;
    expect(await other.ask('obstacle')).toBe('lockLost');
  }, 30_000);
});

test('who runs is told early, as long as it runs', async () => {
  expect(await runUnderWay(about)).toBeUndefined();
  const lock = await taken();
  expect(await runUnderWay(about)).toMatchObject({ kind: 'alreadyRunning', cluster: 'demo', pid: process.pid });
  expect(await runUnderWay({ ...about, cluster: 'other' })).toBeUndefined();
  await lock.release();
  expect(await runUnderWay(about)).toBeUndefined();
});

test('telling early writes nothing into a store', async () => {
  expect(await runUnderWay(about)).toBeUndefined();
  expect(await readdir(folder)).toEqual([]);
});

describe('a claim', () => {
  /** Puts a claim where the lock of `about` looks, as a process with that mark would have. */
  async function claim(text: string, turn: string | undefined = '1'): Promise<string> {
    await (await taken()).release();
    const [line] = (await readdir(store, { recursive: true })).filter((name) => /locks.[0-9a-f]{16}$/.test(name));
    const file = join(store, line!, '0.claim');
    await writeFile(file, text);
    if (turn !== '') await writeFile(join(store, line!, `0.turn-${turn}`), '');
    return file;
  }
  const of = async (mark: object): Promise<string> =>
    JSON.stringify({ process: { ...(await ownMark()), ...mark }, about: { cluster: 'demo', verb: 'down' } });
  const long = (): Date => new Date(Date.now() - 10 * pace.silent);

  test('of an earlier process of this boot with a pid that is in use again counts for nothing', async () => {
    const { started } = await ownMark();
    await claim(await of({ started: started.replace(/\/.*/, '/1') }));
    await taken();
  });

  test.each([
    ['another boot', { started: 'another-boot/1' }],
    ['another host', { host: 'nas' }],
    ['a host of the same name', { machineId: 'other' }],
    ['another PID namespace', { pidNamespace: 'pid:[1]' }],
  ])('of %s counts while its heartbeat is fresh, and is left alone', async (_, mark) => {
    const file = await claim(await of({ pid: 1_000_000_000, ...mark }));
    expect(await takeRunLock(about)).toMatchObject({
      error: { kind: 'alreadyRunning', verb: 'down', ...('host' in mark && mark) },
    });
    expect(await claims()).toEqual([file]);
    expect(await runUnderWay(about)).toMatchObject({ verb: 'down' });
    await utimes(file, long(), long());
    await taken();
    expect(await claims()).not.toContain(file);
  });

  test.each([-1, 1])('of a host is watched before it is called stale: clocks may differ (%i hour)', async (hours) => {
    const file = await claim(await of({ host: 'nas' }));
    const skewed = (): Date => new Date(Date.now() + hours * 3_600_000);
    await utimes(file, skewed(), skewed());
    const beating = setInterval(() => void utimes(file, skewed(), skewed()).catch(() => undefined), pace.beat);
    try {
      expect(await takeRunLock(about, { pace })).toMatchObject(running);
      expect(await claims()).toEqual([file]);
    } finally {
      clearInterval(beating);
    }
    await taken();
  });

  test('without the kernel’s word counts while its pid lives and its heartbeat is fresh', async () => {
    const file = await claim(await of({ started: '' }));
    expect(await takeRunLock(about)).toMatchObject({ error: { kind: 'alreadyRunning', verb: 'down' } });
    await utimes(file, long(), long());
    await taken();
  });

  test.each(['', 'x', '-1', '1e400'])(
    'with no number (%j), whose process lives, is waited for so long and no longer',
    async (number) => {
      await claim(await of({}), number);
      expect(await takeRunLock(about, { pace })).toMatchObject(running);
      expect(await claims()).toHaveLength(1);
    },
  );

  test('with no number is not waited for once the run is cancelled', async () => {
    await claim(await of({}), '');
    const cancel = new AbortController();
    const taking = takeRunLock(about, { signal: cancel.signal });
    await sleep(100);
    cancel.abort();
    expect(await taking).toEqual({ ok: false, error: { kind: 'cancelled', what: 'demo' } });
    await expect.poll(claims).toHaveLength(1);
  });

  test('that is no claim counts for nothing in the end', async () => {
    await claim('{"pid":');
    await taken();
    expect(await claims()).toHaveLength(1);
  }, 20_000);
});

describe('a holder', () => {
  test('gives heartbeats by itself', async () => {
    const lock = await taken();
    const [file] = await claims();
    await utimes(file!, new Date(0), new Date(0));
    expect(await isBeating(about, { pace })).toBe(true);
    expect(JSON.parse(await readFile(file!, 'utf8'))).toMatchObject({ about: { cluster: 'demo' } });
    await lock.release();
    expect(await isBeating(about, { pace })).toBe(false);
  });

  test('whose claim was taken away is told, and does not put it back', async () => {
    const lock = await taken();
    expect(await lock.obstacle()).toBeUndefined();
    await rm(store, { recursive: true });
    expect(await lock.obstacle()).toMatchObject({ kind: 'lockLost', cluster: 'demo', verb: 'up' });
    expect(lock.lost.aborted).toBe(true);
    expect(await readdir(folder)).toEqual([]);
    await lock.release();
  });

  test('learns that by its heartbeat too', async () => {
    const lock = await taken();
    await rm(store, { recursive: true });
    await expect.poll(() => lock.lost.aborted).toBe(true);
  });
});

test('a heartbeat has a wide margin to what is called silent', () => {
  expect(defaultPace.silent).toBeGreaterThanOrEqual(10 * defaultPace.beat);
  expect(defaultPace.watch).toBeGreaterThanOrEqual(3 * defaultPace.beat);
});

test('a store that cannot be written is a failure', async () => {
  await writeFile(store, '');
  expect(await takeRunLock(about)).toMatchObject({ ok: false, error: { kind: 'lockUnavailable' } });
  expect(await runUnderWay(about)).toBeUndefined();
  // Not as root, who may write everywhere.
  if (process.getuid?.() === 0) return;
  await mkdir(join(folder, 'sealed'));
  await chmod(join(folder, 'sealed'), 0o500);
  expect(await takeRunLock({ ...about, storePath: join(folder, 'sealed') })).toMatchObject({
    error: { kind: 'lockUnavailable' },
  });
});
