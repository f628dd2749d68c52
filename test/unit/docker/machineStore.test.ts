import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import type * as nodeFs from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { silentLog, type Log } from '../../../src/base/log.ts';
import { sleep } from '../../../src/base/async.ts';
import type { MachineFiles } from '../../../src/docker/doors.ts';
import { createMachineStore } from '../../../src/docker/machineStore.ts';
import { realStorePath } from '../../../src/docker/realStorePath.ts';

const system = vi.hoisted(() => ({ watchesLeft: Infinity, watchesOpen: 0 }));
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof nodeFs>();
  return {
    ...fs,
    watch: (path: string, options: object) => {
      if (system.watchesLeft <= 0)
        throw Object.assign(new Error('ENOSPC: System limit for number of file watchers reached'), { code: 'ENOSPC' });
      system.watchesLeft -= 1;
      const watcher = fs.watch(path, options);
      system.watchesOpen += 1;
      watcher.once('close', () => (system.watchesOpen -= 1));
      return watcher;
    },
  };
});

const record = await readFile(
  join(import.meta.dirname, '../../records/virtualbox/1-cluster-serial/swarm-manager-config.json'),
  'utf8',
);

let home: string;
let path: string;
const stores: MachineFiles[] = [];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'machine-store-'));
  path = join(home, 'store');
  system.watchesLeft = Infinity;
});

afterEach(async () => {
  for (const each of stores.splice(0)) each.dispose();
  await rm(home, { recursive: true, force: true });
});

const directory = (name: string): string => join(path, 'machines', name);
const configOf = (name: string): string => join(directory(name), 'config.json');

async function put(name: string, json = record): Promise<void> {
  await mkdir(directory(name), { recursive: true });
  await writeFile(configOf(name), json);
}

/** As docker-machine saves a record that exists. */
async function save(name: string, json: string): Promise<void> {
  await writeFile(`${configOf(name)}.tmp1`, json);
  await rm(configOf(name));
  await rename(`${configOf(name)}.tmp1`, configOf(name));
}

function open(log: Log = silentLog): MachineFiles {
  const store = createMachineStore(path, log);
  stores.push(store);
  return store;
}

describe('reading the store', () => {
  it('gives its machines by name', async () => {
    await put('swarm-node1');
    await put('kvstore');
    const { entries, failure } = await open().read();
    expect(failure).toBeUndefined();
    expect(entries.map(({ name }) => name)).toEqual(['kvstore', 'swarm-node1']);
    expect(entries[0]).toMatchObject({ directory: directory('kvstore'), machine: { driver: 'virtualbox' } });
  });

  it.each([
    ['broken', '{"ConfigVersion": 3, "Driv', 'recordBroken'],
    ['empty', '', 'recordBroken'],
    ['of another shape', '[1, 2]', 'recordBroken'],
  ])('marks one machine whose record is %s, and shows the others', async (_, json, kind) => {
    await put('bad', json);
    await put('good');
    const { entries, failure } = await open().read();
    expect(failure).toBeUndefined();
    expect(entries).toMatchObject([{ name: 'bad', failure: { kind, machine: 'bad' } }, { machine: { name: 'good' } }]);
  });

  it('marks a folder without a record', async () => {
    await mkdir(directory('empty'), { recursive: true });
    expect((await open().read()).entries).toMatchObject([{ name: 'empty', failure: { kind: 'recordMissing' } }]);
  });

  it.skipIf(process.platform === 'win32')('waits for no pipe that stands where a record should', async () => {
    await mkdir(directory('pipe'), { recursive: true });
    execFileSync('sh', ['-c', 'mkfifo "$0"', configOf('pipe')]);
    await mkdir(configOf('folder'), { recursive: true });
    const { entries } = await open().read();
    expect(entries).toMatchObject([
      { name: 'folder', failure: { kind: 'recordBroken', said: 'not a file' } },
      { name: 'pipe', failure: { kind: 'recordBroken', said: 'not a file' } },
    ]);
  });

  it('looks again at a record that is just being replaced', async () => {
    await put('m1');
    await rm(configOf('m1'));
    await put('m2', record.slice(0, 300));
    const reading = open().read();
    // Written at once when the time comes, so that a busy computer does not delay it beyond the second look.
    setTimeout(() => {
      for (const name of ['m1', 'm2']) writeFileSync(configOf(name), record);
    }, 20);
    expect((await reading).entries).toMatchObject([{ machine: { name: 'm1' } }, { machine: { name: 'm2' } }]);
  });

  it('passes over what is no machine folder', async () => {
    await put('m1');
    await put('.hidden');
    await writeFile(join(path, 'machines', 'file'), '');
    // docker-machine lists no link either.
    await symlink('m1', directory('link'));
    expect((await open().read()).entries.map(({ name }) => name)).toEqual(['m1']);
  });

  it('says that there is no store', async () => {
    expect(await open().read()).toEqual({
      entries: [],
      failure: { kind: 'storeMissing', path },
      hasAuthority: false,
      realPath: await realStorePath(path),
    });
  });

  it('takes a store without machines as an empty one', async () => {
    await mkdir(path);
    expect(await open().read()).toMatchObject({ entries: [], failure: undefined, hasNoFolder: true });
    await mkdir(join(path, 'machines'));
    expect(await open().read()).toEqual({ entries: [], failure: undefined, hasAuthority: false, realPath: path });
  });

  it('says that the store cannot be read', async () => {
    await mkdir(path);
    await writeFile(join(path, 'machines'), '');
    expect(await open().read()).toMatchObject({ entries: [], failure: { kind: 'storeUnreadable', path } });
    await rm(join(path, 'machines'));
    await symlink('machines', join(path, 'machines'));
    expect((await open().read()).failure).toMatchObject({ kind: 'storeUnreadable' });
  });

  it('knows whether there is a certificate authority', async () => {
    await mkdir(join(path, 'certs'), { recursive: true });
    await writeFile(join(path, 'certs/ca.pem'), 'x');
    expect((await open().read()).hasAuthority).toBe(false);
    await writeFile(join(path, 'certs/cert.pem'), 'x');
    expect((await open().read()).hasAuthority).toBe(true);
  });

  it('reads hundreds of machines, a few files at a time', async () => {
    await Promise.all(Array.from({ length: 500 }, (_, index) => put(`m${index}`)));
    const { entries } = await open().read();
    expect(entries.filter((entry) => 'machine' in entry)).toHaveLength(500);
  });
});

describe('reading one machine', () => {
  it('gives it, its failure, or nothing', async () => {
    await put('m1');
    await put('bad', '{');
    const store = open();
    expect(await store.readOne('m1')).toMatchObject({ machine: { name: 'm1' } });
    expect(await store.readOne('bad')).toMatchObject({ failure: { kind: 'recordBroken' } });
    expect(await store.readOne('nosuch')).toBeUndefined();
  });

  it.each(['', '.', '..', '../certs', 'a/b', '.hidden', 'a\0b'])('never leaves the store: %j', async (name) => {
    await put('m1');
    expect(await open().readOne(name)).toBeUndefined();
  });
});

const directoryOf = (name: string) => (file: string) => `machines/${name}/${file}`;

describe("a machine's certificates", () => {
  const files = ['ca.pem', 'cert.pem', 'key.pem'];
  const fill = async (folder: string, names = files): Promise<void> => {
    await mkdir(folder, { recursive: true });
    await Promise.all(names.map((name) => writeFile(join(folder, name), 'x')));
  };
  const keyOf = async (): Promise<string | undefined> => {
    const entry = await open().readOne('swarm-manager');
    return entry && 'machine' in entry ? entry.machine.certificates.key : undefined;
  };

  it('are those of its own folder', async () => {
    await put('swarm-manager');
    await fill(join(path, 'certs'));
    await fill(directory('swarm-manager'));
    expect(await keyOf()).toBe(join(directory('swarm-manager'), 'key.pem'));
  });

  it("are the store's where its own are not whole, though the record names the store's former place", async () => {
    await put('swarm-manager');
    await fill(join(path, 'certs'));
    await fill(directory('swarm-manager'), ['ca.pem', 'cert.pem']);
    expect(await keyOf()).toBe(join(path, 'certs', 'key.pem'));
  });

  it('are named where they should be when there are none', async () => {
    await put('swarm-manager');
    expect(await keyOf()).toBe(join(directory('swarm-manager'), 'key.pem'));
  });

  describe('prove that its host was provisioned, and are missed in either copy', () => {
    const found = async (): Promise<readonly [isProvisioned: boolean | undefined, missing: readonly string[]]> => {
      const entry = await open().readOne('swarm-manager');
      if (!entry || !('machine' in entry)) throw new Error('no machine');
      const { isProvisioned, missingCertificates = [] } = entry.machine;
      return [isProvisioned, missingCertificates];
    };
    const own = directoryOf('swarm-manager');
    const cases: readonly (readonly [
      string,
      readonly string[] | undefined,
      readonly string[],
      boolean,
      readonly string[],
    ])[] = [
      ['both whole', files, [...files, 'server.pem'], true, []],
      ['nothing but the record', files, [], false, []],
      ["the machine's own gone", files, ['server.pem', 'server-key.pem'], true, files.map(own)],
      ["one of the machine's own gone", files, ['ca.pem', 'key.pem'], true, [own('cert.pem')]],
      ["one of the store's gone", ['ca.pem', 'key.pem'], files, true, ['certs/cert.pem']],
      [
        'one gone from both',
        ['ca.pem', 'key.pem'],
        ['ca.pem', 'key.pem', 'server.pem'],
        true,
        [own('cert.pem'), 'certs/cert.pem'],
      ],
      ['a store that was brought here without its own', undefined, files, true, []],
    ];

    it.each(cases)('%s', async (_, shared, names, isProvisioned, missing) => {
      await put('swarm-manager');
      if (shared) await fill(join(path, 'certs'), [...shared]);
      await fill(directory('swarm-manager'), [...names]);
      expect(await found()).toEqual([isProvisioned, missing.map((each) => join(path, each))]);
    });
  });
});

describe('the folder of a record that docker-machine cannot load', () => {
  it('is deleted', async () => {
    await put('bad', '{}\n');
    await put('good');
    expect(await open().removeUnloadable('bad')).toEqual({ ok: true, value: undefined });
    expect((await open().read()).entries.map(({ name }) => name)).toEqual(['good']);
  });

  it.each([
    ['can be read', record],
    ['rm -f removes', '[]'],
  ])('stays where its record %s by now', async (_, json) => {
    await put('m1', json);
    expect(await open().removeUnloadable('m1')).toMatchObject({ ok: false });
    expect(await readFile(configOf('m1'), 'utf8')).toBe(json);
  });

  it('is no link out of the store, and no path', async () => {
    const outside = join(home, 'outside');
    await mkdir(outside);
    await writeFile(join(outside, 'config.json'), '{}');
    await mkdir(join(path, 'machines'), { recursive: true });
    await symlink(outside, directory('link'));
    for (const name of ['link', '../../outside', '.', ''])
      expect(await open().removeUnloadable(name)).toMatchObject({ ok: false });
    expect(await readFile(join(outside, 'config.json'), 'utf8')).toBe('{}');
  });

  it('may hold links, which are not followed', async () => {
    await put('bad', 'null');
    const outside = join(home, 'kept');
    await writeFile(outside, 'x');
    await symlink(outside, join(directory('bad'), 'disk'));
    expect((await open().removeUnloadable('bad')).ok).toBe(true);
    expect(await readFile(outside, 'utf8')).toBe('x');
  });
});

describe('watching the store', () => {
  /** Begins to listen; `told` resolves to whether a change was told within the time. */
  async function listen(log?: Log) {
    const store = open(log);
    let count = 0;
    const subscription = store.onDidChange(() => (count += 1));
    await store.read();
    return {
      store,
      subscription,
      count: () => count,
      told: async (within = 3000): Promise<boolean> => {
        for (let left = within; left > 0 && count === 0; left -= 10) await sleep(10);
        const was = count > 0;
        await sleep(250);
        count = 0;
        return was;
      },
    };
  }
  /** Long enough for a change to have been told, were it one. */
  const soon = 500;

  it('tells of a machine that comes, changes and goes', async () => {
    await put('m1');
    const watch = await listen();
    await put('m2');
    expect(await watch.told()).toBe(true);
    await save('m2', record.replace('10.99.0.12', '10.99.0.13'));
    expect(await watch.told()).toBe(true);
    await save('m2', record.replace('10.99.0.12', '10.99.0.14'));
    expect(await watch.told()).toBe(true);
    await rm(directory('m2'), { recursive: true });
    expect(await watch.told()).toBe(true);
  });

  it('tells changes that come together once', async () => {
    await put('m1');
    const watch = await listen();
    await Promise.all(['a', 'b', 'c', 'd', 'e'].map((name) => put(name)));
    await sleep(soon);
    expect(watch.count()).toBeGreaterThan(0);
    expect(watch.count()).toBeLessThanOrEqual(3);
  });

  it('is silent about a record that is written again as it was, and about a disk', async () => {
    await put('m1');
    const watch = await listen();
    await save('m1', record);
    await writeFile(join(directory('m1'), 'disk.vmdk'), 'x'.repeat(1000));
    expect(await watch.told(soon)).toBe(false);
    await save('m1', record.replace('10.99.0.12', '10.99.0.13'));
    expect(await watch.told()).toBe(true);
  });

  it('tells of new certificates', async () => {
    await put('m1');
    await writeFile(join(directory('m1'), 'cert.pem'), 'old');
    const watch = await listen();
    await writeFile(join(directory('m1'), 'cert.pem'), 'renewed');
    // docker-machine saves the record afterwards.
    await save('m1', record);
    expect(await watch.told()).toBe(true);
  });

  it.each(['machines/m1/cert.pem', 'machines/m1/key.pem', 'certs/cert.pem', 'certs/key.pem'])(
    'tells that %s goes, and that it comes back',
    async (file) => {
      await put('m1');
      await mkdir(join(path, 'certs'));
      for (const folder of ['certs', 'machines/m1'])
        for (const name of ['ca.pem', 'cert.pem', 'key.pem']) await writeFile(join(path, folder, name), name);
      const watch = await listen();
      await rm(join(path, file));
      expect(await watch.told()).toBe(true);
      await writeFile(join(path, file), 'again');
      expect(await watch.told()).toBe(true);
    },
  );

  it('begins with a store that is not there yet, nor the folder it will be in', async () => {
    path = join(home, 'a/b/store');
    const watch = await listen();
    await mkdir(join(home, 'a'));
    await sleep(200);
    await put('m1');
    expect(await watch.told()).toBe(true);
    await save('m1', record.replace('10.99.0.12', '10.99.0.13'));
    expect(await watch.told()).toBe(true);
  });

  it('survives that the machines folder is removed and comes back', async () => {
    await put('m1');
    const watch = await listen();
    await rm(join(path, 'machines'), { recursive: true });
    expect(await watch.told()).toBe(true);
    await put('m1');
    expect(await watch.told()).toBe(true);
    await save('m1', record.replace('10.99.0.12', '10.99.0.13'));
    expect(await watch.told()).toBe(true);
  });

  it('survives that the whole store is replaced by another', async () => {
    await put('m1');
    const watch = await listen();
    await rename(path, `${path}.old`);
    await put('other');
    expect(await watch.told()).toBe(true);
    await save('other', record.replace('10.99.0.12', '10.99.0.13'));
    expect(await watch.told()).toBe(true);
    await put('third');
    expect(await watch.told()).toBe(true);
  });

  it('tells of the certificate authority', async () => {
    await put('m1');
    const watch = await listen();
    await mkdir(join(path, 'certs'));
    await sleep(200);
    await writeFile(join(path, 'certs/ca.pem'), 'x');
    await writeFile(join(path, 'certs/cert.pem'), 'x');
    expect(await watch.told()).toBe(true);
  });

  it('looks now and then where the system gives no more watches', async () => {
    await put('m1');
    system.watchesLeft = 1;
    const warned: string[] = [];
    const watch = await listen({ ...silentLog, warn: (text) => warned.push(text) });
    expect(warned).toHaveLength(1);
    expect(warned[0]).toContain('ENOSPC');
    await save('m1', record.replace('10.99.0.12', '10.99.0.13'));
    expect(await watch.told(9000)).toBe(true);
  }, 15_000);

  it('ends with its last listener, and with the store', async () => {
    await put('m1');
    const watch = await listen();
    watch.subscription.dispose();
    await put('m2');
    await sleep(soon);
    expect(watch.count()).toBe(0);
    expect(system.watchesOpen).toBe(0);

    const other = await listen();
    expect(system.watchesOpen).toBeGreaterThan(0);
    other.store.dispose();
    await put('m3');
    await sleep(soon);
    expect(other.count()).toBe(0);
    expect(system.watchesOpen).toBe(0);
  });
});
