// Which machine it is, by files as docker-machine writes them: rewritten ones are the same machine, another folder is another one.
import { mkdir, mkdtemp, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { silentLog } from '../../../src/base/log.ts';
import { driverIdOf } from '../../../src/docker/machineIdentity.ts';
import { createMachineStore } from '../../../src/docker/machineStore.ts';
import { differenceOf } from '../../../src/model/identity.ts';
import type { MachineIdentity } from '../../../src/model/machine.ts';
import { identity } from '../samples.ts';

let store: string;
const directory = (name: string): string => join(store, 'machines', name);

beforeEach(async () => {
  store = await mkdtemp(join(tmpdir(), 'machine-identity-'));
});
afterEach(async () => {
  await rm(store, { recursive: true });
});

async function make(name: string, driver: object = {}, driverName = 'virtualbox'): Promise<void> {
  await mkdir(directory(name), { recursive: true });
  await writeFile(join(directory(name), 'id_rsa'), `key of ${name}`);
  await record(name, driver, driverName);
}

/** As docker-machine saves: a new file renamed into the place of the old one. */
async function record(name: string, driver: object, driverName = 'virtualbox'): Promise<void> {
  const file = join(directory(name), 'config.json');
  await writeFile(`${file}.tmp`, JSON.stringify({ DriverName: driverName, Driver: { MachineName: name, ...driver } }));
  await rename(`${file}.tmp`, file);
}

async function read(name: string): Promise<MachineIdentity> {
  const entry = await createMachineStore(store, silentLog).readOne(name);
  return entry!.identity!;
}

describe('the same machine', () => {
  test('is one whose record was saved again, with another address or what was not known before', async () => {
    await make('m', { IPAddress: '192.168.99.100' });
    const before = await read('m');
    await record('m', { IPAddress: '192.168.99.101', InstanceId: 'i-1' });
    await writeFile(join(directory('m'), 'server.pem'), 'provisioned');
    const after = await read('m');
    expect(after).toMatchObject({ address: '192.168.99.101', id: 'i-1' });
    expect(differenceOf(before, after)).toBeUndefined();
  });

  test('is one whose record cannot be read for a moment', async () => {
    await make('m', { InstanceId: 'i-1' });
    const before = await read('m');
    await writeFile(join(directory('m'), 'config.json'), '{');
    const after = await read('m');
    expect(after.driver).toBeUndefined();
    expect(after.folder).toEqual(before.folder);
    expect(differenceOf(before, after)).toBeUndefined();
  });
});

describe('another machine', () => {
  test('is one that was removed and made again', async () => {
    await make('m');
    const before = await read('m');
    await rm(directory('m'), { recursive: true });
    await make('m');
    const after = await read('m');
    expect(differenceOf(before, after)?.part).toMatch(/folder|key/);
  });

  test('is one whose files were put into the same folder, as a checkout or a copy does', async () => {
    await make('m', { InstanceId: 'i-1' });
    const before = await read('m');
    await record('m', { InstanceId: 'i-2' });
    expect(differenceOf(before, await read('m'))).toEqual({ part: 'id', was: 'i-1', now: 'i-2' });
    await record('m', { InstanceId: 'i-1' });
    await utimes(join(directory('m'), 'id_rsa'), 1, 1);
    expect(differenceOf(before, await read('m'))?.part).toBe('key');
  });

  test('is one whose folder another was renamed to', async () => {
    await make('m');
    await make('other');
    const before = await read('m');
    await rename(directory('m'), directory('old'));
    await rename(directory('other'), directory('m'));
    expect(differenceOf(before, await read('m'))?.part).toBe('folder');
  });

  test('is a host at another address, where a driver only reaches hosts', async () => {
    await make('m', { IPAddress: '10.0.0.1' }, 'generic');
    const before = await read('m');
    await record('m', { IPAddress: '10.0.0.2' }, 'generic');
    expect(differenceOf(before, await read('m'))).toEqual({ part: 'address', was: '10.0.0.1', now: '10.0.0.2' });
  });
});

test('a folder that is made again at once is another, though it may have the inode of the former', async () => {
  for (let round = 0; round < 20; round += 1) {
    await make('m');
    const before = await read('m');
    await rm(directory('m'), { recursive: true });
    await mkdir(directory('m'));
    const after = await read('m');
    expect(differenceOf(before, after)?.part).toBe('folder');
    await rm(directory('m'), { recursive: true });
  }
});

describe('folders', () => {
  const born = (inode: string, at: number | undefined): MachineIdentity => ({
    ...identity(),
    folder: { inode, born: at },
  });

  test('are compared by what a file system keeps', () => {
    expect(differenceOf(born('7', 1000), born('7', 2000))?.part).toBe('folder');
    expect(differenceOf(born('7', 1000), born('8', 1000))?.part).toBe('folder');
    expect(differenceOf(born('7', undefined), born('7', 2000))).toBeUndefined();
    expect(differenceOf(born('7', undefined), born('8', 2000))?.part).toBe('folder');
  });
});

test.each([
  [{ InstanceId: 'i-0a1b' }, 'i-0a1b'],
  [{ DropletID: 4711, DropletName: 'x' }, '4711'],
  [{ ServerID: 12, SSHKeyID: 3, ImageID: 4 }, '12'],
  [{ SubnetId: 's', VpcId: 'v', MachineId: 'uuid-1' }, 'uuid-1'],
  [{ UUID: 'a-b' }, 'a-b'],
  [{ VMID: '101' }, '101'],
  [{ InstanceId: '', DropletID: 0 }, undefined],
  [{ MachineName: 'm', Id: { odd: true } }, undefined],
])('the driver’s own id of %j is %s', (driver, id) => {
  expect(driverIdOf(driver)).toBe(id);
});

test('of no real record something else is taken for an id', async () => {
  const text = await readFile(new URL('../../records/store/kvstore-config.json', import.meta.url), 'utf8').catch(
    () => '{"Driver":{}}',
  );
  const { Driver: driver } = JSON.parse(text) as { readonly Driver: Readonly<Record<string, unknown>> };
  expect(driverIdOf(driver)).toBeUndefined();
});
