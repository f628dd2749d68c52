// What must hold of any docker-machine, through the doors that the product uses. No host is needed: the driver `none` makes
// machines that are a record and a URL.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Disposable } from '../../src/base/lifetime.ts';
import { silentLog } from '../../src/base/log.ts';
import { ok } from '../../src/base/result.ts';
import type { MachineFiles, MachineTool, OutputLine } from '../../src/docker/doors.ts';
import { createMachineCli } from '../../src/docker/machineCli.ts';
import * as commands from '../../src/docker/machineCommands.ts';
import { createMachineStore } from '../../src/docker/machineStore.ts';
import { builtInDrivers, isOfDriver, isRequired, requiredOptions } from '../../src/model/driver.ts';
import type { MachineToCreate } from '../../src/model/plan.ts';
import { createTool } from '../../src/service/tool.ts';
import { titleOf, type ToolWorld } from './worlds.ts';

const url = 'consul://127.0.0.1:8500';

function machine(name: string, changes: Partial<MachineToCreate> = {}): MachineToCreate {
  return {
    name,
    driver: 'none',
    options: { url: 'tcp://127.0.0.1:9' },
    engineOptions: [],
    labels: { 'dockeroverlay.cluster': 'demo' },
    insecureRegistries: [],
    registryMirrors: [],
    environment: {},
    installUrl: '',
    store: undefined,
    advertise: '',
    swarm: undefined,
    ...changes,
  };
}

/** What still runs with this store in its environment, drivers included; known on Linux only. */
async function processesOf(home: string): Promise<readonly string[]> {
  const ids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  const environments = await Promise.all(
    ids.map(async (id) => [id, await readFile(`/proc/${id}/environ`, 'latin1').catch(() => '')] as const),
  );
  return environments
    .filter(([, environment]) => environment.includes(`MACHINE_STORAGE_PATH=${home}/`))
    .map(([id]) => id);
}

/** Registers the contract's tests for one world. */
export function machineToolContract(world: ToolWorld): void {
  describe.skipIf(world.absent !== undefined)(`the machine tool · ${titleOf(world)}`, () => {
    let home: string;
    let tool: MachineTool & Disposable;
    let store: MachineFiles;

    beforeEach(async () => {
      home = await mkdtemp(join(tmpdir(), 'machine-tool-'));
      const storagePath = join(home, 'store');
      tool = createMachineCli({
        path: () => world.path,
        storagePath: () => storagePath,
        environment: () => Promise.resolve({}),
        log: silentLog,
      });
      store = createMachineStore(storagePath, silentLog);
    });

    afterEach(async () => {
      store.dispose();
      tool.dispose();
      await rm(home, { recursive: true, force: true });
    });

    const make = (name: string, changes?: Partial<MachineToCreate>) =>
      tool.run(commands.create(machine(name, changes), url), { deadline: 60_000 });

    it('says what it is', async () => {
      const outcome = await tool.run(commands.version);
      expect(outcome).toMatchObject({ ok: true, value: { program: world.name } });
      expect(outcome.ok && outcome.value.version).toMatch(world.version);
    });

    it('calls VBoxManage missing where a create fails for want of it', async () => {
      const bare = createMachineCli({
        path: () => world.path,
        storagePath: () => join(home, 'store'),
        environment: () => Promise.resolve({ PATH: home }),
        log: silentLog,
      });
      const isFound = await bare.findsProgram('VBoxManage');
      // A docker-machine that is a script may find it all the same.
      if (isFound === undefined || !(world.drivers ?? builtInDrivers).includes('virtualbox')) return;
      const created = await bare.run(commands.create(machine('vm', { driver: 'virtualbox', options: {} }), undefined));
      bare.dispose();
      expect(isFound).toBe(false);
      expect(created).toMatchObject({
        error: { kind: 'createFailed', stage: 'preCreate', leftover: false, cause: { kind: 'toolFailed' } },
      });
      expect(JSON.stringify(created)).toContain('VBoxManage not found');
    });

    it('makes the certificate authority first, and stages are told in their order', async () => {
      const lines: OutputLine[] = [];
      const outcome = await tool.run(commands.create(machine('m1'), undefined), { onLine: (line) => lines.push(line) });
      expect(outcome).toEqual({ ok: true, value: undefined });
      expect([...new Set(lines.flatMap(({ stage }) => stage ?? []))]).toEqual([
        'certificateAuthority',
        'preCreate',
        'creating',
        'done',
      ]);
      expect(await store.read()).toMatchObject({ hasAuthority: true, failure: undefined });
    });

    it('keeps in its store everything that create was told', async () => {
      const outcome = await make('m1', {
        engineOptions: ['log-level=warn'],
        labels: { 'dockeroverlay.cluster': 'demo', rack: 'a b=c' },
        registryMirrors: ['http://mirror.example'],
        environment: { A: 'b' },
        installUrl: 'https://get.example',
        store: { kind: 'url', url },
        advertise: 'eth1:2376',
        swarm: { isMaster: true, image: 'swarm:1.2.9', strategy: 'binpack', options: ['replication'] },
      });
      expect(outcome).toEqual({ ok: true, value: undefined });
      expect(await store.readOne('m1')).toMatchObject({
        machine: {
          name: 'm1',
          driver: 'none',
          address: '127.0.0.1',
          enginePort: 9,
          engineFlags: [
            `cluster-store=${url}`,
            'cluster-advertise=eth1:2376',
            'registry-mirror=http://mirror.example',
            'log-level=warn',
          ],
          engineLabels: { 'dockeroverlay.cluster': 'demo', rack: 'a b=c' },
          registryMirrors: ['http://mirror.example'],
          installUrl: 'https://get.example',
          swarm: { isMaster: true, discovery: url, managerPort: 3376, image: 'swarm:1.2.9', strategy: 'binpack' },
          certificates: { authority: join(home, 'store/certs/ca.pem') },
        },
      });
    });

    it('gives values back that look like flags, and takes none of them for one', async () => {
      const odd = '--help';
      expect(await make('m1', { labels: { odd }, engineOptions: ['-d=generic'] })).toMatchObject({ ok: true });
      expect(await store.readOne('m1')).toMatchObject({
        machine: { driver: 'none', engineLabels: { odd }, engineFlags: ['-d=generic'] },
      });
    });

    it('lists names, knows a state and an address, and tells the store’s listeners', async () => {
      await make('m1');
      let told = 0;
      store.onDidChange(() => (told += 1));
      await store.read();
      await make('m2');
      expect(await tool.run(commands.listNames)).toEqual({ ok: true, value: ['m1', 'm2'] });
      expect(await tool.run(commands.status('m1'))).toEqual({ ok: true, value: 'Running' });
      expect(await tool.run(commands.ip('m1'))).toEqual({ ok: true, value: '127.0.0.1:9' });
      await expect.poll(() => told, { timeout: 5000 }).toBeGreaterThan(0);
    });

    it('asked for a state changes nothing that would be told', async () => {
      await make('m1');
      let told = 0;
      store.onDidChange(() => (told += 1));
      await store.read();
      await tool.run(commands.status('m1'));
      await new Promise((resolve) => setTimeout(resolve, 400));
      expect(told).toBe(0);
    });

    it('removes a machine, and one that is gone is as wanted', async () => {
      await make('m1');
      expect(await tool.run(commands.remove('m1'))).toEqual({ ok: true, value: undefined });
      expect((await store.read()).entries).toEqual([]);
      expect(await tool.run(commands.remove('m1'))).toEqual({ ok: true, value: undefined });
      expect(await tool.run(commands.removeByForce('m1'))).toEqual({ ok: true, value: undefined });
    });

    it('refuses a name that is taken, which leaves that machine alone', async () => {
      await make('m1');
      expect(await make('m1')).toMatchObject({
        error: {
          kind: 'createFailed',
          machine: 'm1',
          leftover: false,
          cause: { kind: 'toolFailed', exitCode: 1, said: 'Docker machine "m1" already exists' },
        },
      });
      expect((await store.read()).entries).toHaveLength(1);
    });

    it('says which flag is wrong, without its page of help', async () => {
      expect(await make('m1', { options: { url: 'tcp://127.0.0.1:9', nosuchflag: 'x' } })).toMatchObject({
        error: {
          kind: 'createFailed',
          stage: undefined,
          leftover: false,
          cause: { kind: 'toolFailed', exitCode: 1, said: 'flag provided but not defined: -nosuchflag' },
        },
      });
    });

    it('says what an option lacks', async () => {
      const outcome = await make('m1', { options: {} });
      expect(outcome).toMatchObject({
        error: { kind: 'createFailed', leftover: false, cause: { kind: 'toolFailed' } },
      });
      expect(outcome).toHaveProperty('error.cause.said', expect.stringContaining('--url option is required'));
    });

    it('knows the options of a driver, and which drivers there are', async () => {
      const outcome = await tool.run(commands.driverOptions('generic'));
      const names = outcome.ok ? outcome.value.map(({ name }) => name) : [];
      expect(names).toEqual(
        expect.arrayContaining(['generic-ip-address', 'generic-ssh-key', 'swarm-master', 'engine-opt']),
      );
      const unknown = { kind: 'driverUnknown', driver: 'nosuch' };
      expect(await tool.run(commands.driverOptions('nosuch'))).toMatchObject({ ok: false, error: unknown });
    });

    it.each([
      ['status', commands.status('nosuch')],
      ['ip', commands.ip('nosuch')],
      ['start', commands.start('nosuch')],
      ['stop', commands.stop('nosuch')],
      ['restart', commands.restart('nosuch')],
      ['kill', commands.kill('nosuch')],
      ['ssh', commands.ssh('nosuch', ['true'])],
      ['regenerate-certs', commands.regenerateCertificates('nosuch')],
      ['provision', commands.provision('nosuch')],
    ])('says that there is no such machine: %s', async (_, command) => {
      const outcome = await tool.run<unknown>(command);
      expect(outcome).toMatchObject({ ok: false, error: { kind: 'toolFailed', exitCode: 1 } });
      expect(outcome).toHaveProperty('error.said', expect.stringContaining('"nosuch" does not exist'));
    });

    it('has every built-in driver, and tells the options without which each of them refuses', async () => {
      const service = createTool({ tool, plugins: () => Promise.resolve(['nosuch']) });
      const drivers = builtInDrivers.filter((driver) => world.drivers?.includes(driver) ?? true);
      expect(await service.drivers()).toEqual({ names: drivers, failure: undefined });
      for (const driver of drivers) {
        const outcome = await service.driverOptions(driver);
        const names = outcome.ok ? outcome.value.map(({ name }) => name) : [];
        expect([driver, names]).toEqual([driver, expect.arrayContaining([...requiredOptions(driver)])]);
        // What is left is the driver's own, by its prefix or by what it is known to need.
        const others = names.filter((name) => isOfDriver(name) && !name.startsWith(`${driver}-`));
        expect([driver, others.filter((name) => !isRequired(driver, name))]).toEqual([driver, []]);
      }
    });

    it('is not asked with a name that is none', async () => {
      expect(await make('bad_name!')).toMatchObject({ error: { kind: 'argumentRefused', argument: 'bad_name!' } });
      // What would have been said, so that our rule and its own stay the same.
      const raw = { args: ['create', '-d', 'none', '--url=tcp://127.0.0.1:9', 'bad_name!'], deadline: 20_000 };
      expect(await tool.run({ ...raw, parse: () => ok(undefined) })).toMatchObject({ error: { kind: 'toolFailed' } });
    });

    it('that cannot end is ended at its deadline', async () => {
      await make('m1');
      // It waits for an SSH server that the machine does not have.
      expect(await tool.run(commands.provision('m1'), { deadline: 1500 })).toEqual({
        ok: false,
        error: { kind: 'timedOut', what: `${world.name} provision m1`, after: 1500 },
      });
      expect(await processesOf(home)).toEqual([]);
    });
  });
}
