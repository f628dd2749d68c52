// Addresses that records lack and drivers tell: asked once, kept until the record or the machine's power changes.
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { Emitter } from '../../../src/base/event.ts';
import { err } from '../../../src/base/result.ts';
import type { MachineFiles, MachineStore, MachineTool } from '../../../src/docker/doors.ts';
import { withDriverAddresses } from '../../../src/docker/machineAddresses.ts';
import { start, status, stop } from '../../../src/docker/machineCommands.ts';
import type { Machine, MachineEntry } from '../../../src/model/machine.ts';
import { machine } from '../samples.ts';

let machines: Machine[];
let says: Record<string, string | undefined>;
let ran: string[];
let underWay: number;
let most: number;
let changes: number;
let fileChanges: Emitter<void>;
let store: MachineStore;
let tool: MachineTool;

beforeEach(() => {
  machines = [machine('a', { driver: 'azure' }), machine('g', { driver: 'google' })];
  says = { a: '203.0.113.7\n', g: '203.0.113.8\n' };
  [ran, underWay, most, changes] = [[], 0, 0, 0];
  fileChanges = new Emitter<void>(() => undefined);
  const entry = (record: Machine): MachineEntry => ({
    name: record.name,
    directory: record.directory,
    machine: structuredClone(record),
  });
  const files: MachineFiles = {
    path: '/store',
    realPath: async () => '/store',
    read: async () => ({ entries: machines.map(entry), failure: undefined, hasAuthority: true }),
    readOne: async (name) => machines.filter((each) => each.name === name).map(entry)[0],
    removeUnloadable: async () => err({ kind: 'machineUnknown', machine: '' }),
    onDidChange: fileChanges.event,
    dispose: () => undefined,
  };
  const cli: MachineTool = {
    run: async (command) => {
      ran.push(command.args.join(' '));
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise((resolve) => setTimeout(resolve, 1));
      underWay -= 1;
      const said = command.args[0] === 'ip' ? says[command.args[1] ?? ''] : '';
      return said === undefined
        ? err({ kind: 'toolFailed', argv: command.args, exitCode: 1, said: 'azure: token expired\n' })
        : command.parse(said);
    },
    findsProgram: () => Promise.resolve(undefined),
  };
  ({ store, tool } = withDriverAddresses(files, cli, (error) => {
    throw error;
  }));
  store.onDidChange(() => (changes += 1));
});

const addressOf = async (name: string): Promise<string | undefined> => {
  const entry = await store.readOne(name);
  return entry && 'machine' in entry ? entry.machine.address : undefined;
};

test('reading asks no driver', async () => {
  await store.read();
  expect(await addressOf('a')).toBeUndefined();
  expect(ran).toEqual([]);
});

test('an address is asked for once, is part of what is read from then on, and is told as a change', async () => {
  const asked = [store.resolveAddress(machines[0]!), store.resolveAddress(machines[0]!)];
  for (const each of asked)
    expect(await each).toMatchObject({ ok: true, value: { name: 'a', address: '203.0.113.7' } });
  await store.resolveAddress(machines[0]!);
  expect(ran).toEqual(['ip a']);
  expect(changes).toBe(1);
  expect(await addressOf('a')).toBe('203.0.113.7');
  const { entries } = await store.read();
  expect(entries).toMatchObject([{ machine: { address: '203.0.113.7', isAddressFromDriver: true } }, { name: 'g' }]);
});

test('another record of that name is asked about again', async () => {
  await store.resolveAddress(machines[0]!);
  machines[0] = { ...machines[0]!, engineLabels: { made: 'again' } };
  expect(await addressOf('a')).toBeUndefined();
  says['a'] = '203.0.113.9\n';
  await store.resolveAddress(machines[0]);
  expect(await addressOf('a')).toBe('203.0.113.9');
  expect(ran).toEqual(['ip a', 'ip a']);
});

test('a machine that was removed meanwhile is forgotten', async () => {
  await store.resolveAddress(machines[0]!);
  const [record] = machines.splice(0, 1);
  await store.read();
  machines.unshift(record!);
  expect(await addressOf('a')).toBeUndefined();
});

test.each([start, stop])('%o may give a machine another address', async (command) => {
  await store.resolveAddress(machines[0]!);
  await tool.run(command('a'));
  expect(changes).toBe(2);
  expect(await addressOf('a')).toBeUndefined();
});

test('a question to the driver leaves the address as it is', async () => {
  await store.resolveAddress(machines[0]!);
  await tool.run(status('a'));
  expect(await addressOf('a')).toBe('203.0.113.7');
});

test('a driver that cannot tell is not asked again at once, and its words are kept', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  try {
    says['a'] = undefined;
    const untold = err({ kind: 'addressUntold', machine: 'a', said: 'azure: token expired' });
    for (let time = 0; time < 5; time += 1) expect(await store.resolveAddress(machines[0]!)).toEqual(untold);
    expect(ran).toEqual(['ip a']);
    vi.setSystemTime(Date.now() + 31_000);
    await store.resolveAddress(machines[0]!);
    expect(ran).toHaveLength(2);
    expect(changes).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

test('what was told before stays while the driver cannot be asked', async () => {
  await store.resolveAddress(machines[0]!);
  says['a'] = undefined;
  await store.resolveAddress(machines[0]!, { again: true });
  expect(await addressOf('a')).toBe('203.0.113.7');
});

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['docker-host.westeurope.cloudapp.azure.com', 'docker-host.westeurope.cloudapp.azure.com'],
  ['2001:db8::7', '2001:db8::7'],
  ['[2001:db8::7]', '2001:db8::7'],
])('an address may be written %j', async (said, address) => {
  says['a'] = `${said}\n`;
  expect(await store.resolveAddress(machines[0]!)).toMatchObject({ value: { address } });
});

test.each(['', '-oProxyCommand=x;y', '<nil>', 'a/b', '1.2.3.4;id'])('%j is no address', async (said) => {
  says['a'] = `${said}\n`;
  expect((await store.resolveAddress(machines[0]!)).ok).toBe(false);
});

test('an address of the record is taken as it is', async () => {
  const told = await store.resolveAddress(machine('v', { address: '192.168.99.100' }));
  expect(told).toMatchObject({ ok: true, value: { address: '192.168.99.100' } });
  expect(ran).toEqual([]);
});

test.each(['none', 'generic'])('%s keeps all that it knows in the record', async (driver) => {
  expect(await store.resolveAddress(machine('n', { driver }))).toEqual(err({ kind: 'addressUnknown', machine: 'n' }));
  expect(ran).toEqual([]);
});

test('fifty machines are asked about a few at a time', async () => {
  machines = Array.from({ length: 50 }, (_, index) => machine(`m${String(index)}`, { driver: 'azure' }));
  says = Object.fromEntries(machines.map(({ name }, index) => [name, `203.0.113.${String(index)}`]));
  await Promise.all(machines.map((each) => store.resolveAddress(each)));
  expect(ran).toHaveLength(50);
  expect(most).toBeLessThanOrEqual(4);
});

describe('who waits', () => {
  test('may give up without ending the question for the others', async () => {
    const stopped = new AbortController();
    const given = store.resolveAddress(machines[0]!, { signal: stopped.signal });
    const other = store.resolveAddress(machines[0]!);
    stopped.abort();
    expect(await given).toMatchObject({ ok: false, error: { kind: 'cancelled' } });
    expect(await other).toMatchObject({ ok: true });
  });
});
