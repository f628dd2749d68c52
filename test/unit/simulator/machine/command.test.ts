/** The simulated docker-machine against what the real one printed: the same words, streams and exit codes. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { containerRequest } from '../../../../src/simulator/serve/api/requestBodies.ts';
import { createContainer, startContainer } from '../../../../src/simulator/world/containers.ts';
import { addHost } from '../../../../src/simulator/world/hosts.ts';
import { addImage } from '../../../../src/simulator/world/images.ts';
import { record } from '../../records.ts';
import { HandWorld, type Ran } from '../handWorld.ts';

const hand = new HandWorld();
const key = '/tmp/lab/id_ed25519';
const mirror = '--engine-opt=registry-mirror=http://10.99.0.2:5000';
const generic = (host: number, ...flags: readonly string[]): string[] => [
  'create',
  '-d',
  'generic',
  `--generic-ip-address=10.99.0.${String(host)}`,
  `--generic-ssh-key=${key}`,
  mirror,
  ...flags,
];
const store = 'etcd://10.99.0.11:2379';
const joins = [`--engine-opt=cluster-store=${store}`, '--engine-opt=cluster-advertise=eth1:2376'];
const swarm = ['--swarm', `--swarm-discovery=${store}`, ...joins];

/** The store of the records, and ids that nobody can foretell. */
const asRecorded = (text: string): string =>
  text.replaceAll(hand.store, '/tmp/lab/store').replace(/[0-9a-f]{64}/g, 'ID');

async function run(words: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Ran> {
  const ran = await hand.machine(words, environment);
  return { ...ran, stdout: asRecorded(ran.stdout), stderr: asRecorded(ran.stderr) };
}

function recorded(name: string, exitCode: number): Ran {
  const ids = (text: string): string => text.replace(/[0-9a-f]{64}/g, 'ID');
  return { stdout: ids(record(`dm/${name}.stdout`)), stderr: ids(record(`dm/${name}.stderr`)), exitCode };
}

beforeAll(async () => {
  hand.world.state.engineVersion = '20.10.24+dfsg1';
  for (let count = 0; count < 5; count += 1) addHost(hand.world, { hostname: `host${String(count)}` });
  expect(await run([...generic(11), 'kvstore'])).toMatchObject({ exitCode: 0, stderr: '' });
  const kvstore = hand.host('kvstore');
  addImage(hand.world, kvstore, 'coreos/etcd:v3.3.25');
  const body = { Image: 'coreos/etcd:v3.3.25', HostConfig: { PortBindings: { '2379/tcp': [{ HostPort: '2379' }] } } };
  startContainer(hand.world, kvstore, createContainer(hand.world, kvstore, containerRequest(body, 'etcd')));
  hand.goOn(1000);
  for (const [host, name, ...flags] of [
    [12, 'swarm-manager', '--swarm-master'],
    [13, 'swarm-node1'],
    [14, 'swarm-node2'],
  ] as const)
    expect(await run([...generic(host, ...swarm, ...flags), name])).toMatchObject({ exitCode: 0, stderr: '' });
});

afterAll(() => {
  hand.remove();
});

const engine = { DOCKER_HOST: 'tcp://10.99.0.12:2376' };
const manager = { DOCKER_HOST: 'tcp://10.99.0.12:3376' };

type Case = readonly [
  name: string,
  exitCode: number,
  words: readonly string[],
  environment?: Readonly<Record<string, string>>,
];

const cases: readonly Case[] = [
  ['active-engine', 0, ['active'], engine],
  ['active-none', 1, ['active']],
  ['active-swarm', 0, ['active'], manager],
  ['badcommand', 1, ['frobnicate']],
  ['config', 0, ['config', 'swarm-manager']],
  ['config-missing', 1, ['config', 'nosuch']],
  ['config-swarm', 0, ['config', '--swarm', 'swarm-manager']],
  ['config-swarm-nonmaster', 1, ['config', '--swarm', 'swarm-node1']],
  ['config-swarm-nonswarm', 1, ['config', '--swarm', 'kvstore']],
  [
    'create-baddiscovery',
    1,
    ['create', '-d', 'generic', '--generic-ip-address', '10.99.0.11', '--swarm', '--swarm-discovery', 'foo', 'nohost'],
  ],
  ['create-badflag', 1, ['create', '-d', 'generic', '--nosuchflag', 'x', 'nohost']],
  ['create-badname', 1, ['create', '-d', 'generic', '--generic-ip-address', '10.99.0.11', 'bad_name!']],
  ['create-existing', 1, ['create', '-d', 'generic', '--generic-ip-address', '10.99.0.11', 'kvstore']],
  ['create-nodriver', 1, ['create', '-d', 'nosuchdriver', 'nohost']],
  ['create-noip', 1, ['create', '-d', 'generic', 'nohost']],
  ['create-noname', 1, ['create', '-d', 'generic', '--generic-ip-address', '10.99.0.11']],
  ['env', 0, ['env', 'swarm-manager']],
  ['env-missing', 1, ['env', 'nosuch']],
  ['env-noarg', 1, ['env']],
  ['env-noproxy', 0, ['env', '--no-proxy', 'swarm-manager']],
  ...['bash', 'cmd', 'emacs', 'fish', 'none', 'powershell', 'tcsh', 'zsh'].map((shell): Case => [
    `env-shell-${shell}`,
    0,
    ['env', '--shell', shell, 'swarm-manager'],
  ]),
  ['env-swarm', 0, ['env', '--swarm', 'swarm-manager']],
  ['env-swarm-nonmaster', 1, ['env', '--swarm', 'swarm-node1']],
  ['env-unset', 0, ['env', '-u']],
  ['inspect-fmt', 0, ['inspect', '--format', '{{json .HostOptions.EngineOptions}}', 'swarm-manager']],
  ['ip', 0, ['ip', 'swarm-manager']],
  ['ip-missing', 1, ['ip', 'nosuch']],
  ['kill-generic', 1, ['kill', 'swarm-node1']],
  ['ls-4', 0, ['ls']],
  ['ls-active-swarm', 0, ['ls'], manager],
  ['ls-badfield', 1, ['ls', '--format', '{{.Nope}}']],
  ['ls-badfilter', 1, ['ls', '--filter', 'foo=bar']],
  ['ls-filter-swarm', 0, ['ls', '--filter', 'swarm=swarm-manager']],
  ['ls-json', 1, ['ls', '--format', '{{json .}}']],
  ['ls-q', 0, ['ls', '-q']],
  ['provision', 1, ['provision', 'swarm-node1']],
  ['rm-f-missing', 0, ['rm', '-f', 'nosuch']],
  ['rm-noarg', 1, ['rm']],
  ['rm-y-missing', 1, ['rm', '-y', 'nosuch']],
  ['rm-y-mixed', 1, ['rm', '-y', 'nosuch1', 'nosuch2']],
  ['ssh-cmd-rc', 1, ['ssh', 'swarm-node1', '--', 'echo out; echo err >&2; exit 7']],
  ['ssh-missing', 1, ['ssh', 'nosuch', '--', 'true']],
  ['start-generic', 1, ['start', 'swarm-node1']],
  ['status', 0, ['status', 'swarm-manager']],
  ['status-missing', 1, ['status', 'nosuch']],
  ['stop-generic', 1, ['stop', 'swarm-node1']],
  ['url', 0, ['url', 'swarm-manager']],
  ['version-kvstore', 0, ['version', 'kvstore']],
];

describe('says what docker-machine says', () => {
  const named = cases.map(([name, exitCode, words, environment]) => ({ name, exitCode, words, environment }));
  test.each(named)('$name', async ({ name, exitCode, words, environment }) => {
    expect(await run(words, environment)).toEqual(recorded(name, exitCode));
  });

  test.each(['generic', 'digitalocean'])('the help of the driver %s', async (driver) => {
    expect((await run(['create', '-d', driver, '--help'])).stdout.trimEnd()).toBe(
      record(`dm/create-${driver}-help.stdout`).trimEnd(),
    );
  });

  test('the fields of a list, but for how long they took', async () => {
    const fields = 'Name Active ActiveHost ActiveSwarm DriverName State URL Swarm Error DockerVersion'.split(' ');
    const format = fields.map((field) => `{{.${field}}}`).join('|');
    expect((await run(['ls', '--format', format])).stdout).toBe(
      record('dm/ls-fields.stdout').replace(/\|\d+ms$/gm, ''),
    );
  });

  test('a record with the same fields in the same order', () => {
    const shape = (value: unknown): unknown =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.entries(value).map(([name, each]) => [name, shape(each)])
        : Array.isArray(value)
          ? 'list'
          : typeof value;
    const own: unknown = JSON.parse(
      asRecorded(readFileSync(path.join(hand.store, 'machines/swarm-manager/config.json'), 'utf8')),
    );
    const real: unknown = JSON.parse(record('dm/inspect.stdout'));
    expect(shape(own)).toEqual(shape(real));
    expect(own).toEqual(real);
  });

  test('a create as it goes on, after the first has made the authority', async () => {
    addHost(hand.world, { hostname: 'fresh' });
    const absent = ['--swarm', '--swarm-master', '--swarm-discovery', 'etcd://10.99.0.77:2379'];
    const words = [...generic(16, ...absent), 'swarm-manager2'];
    const real = record('dm/create-kv-absent.stdout').replaceAll('swarm-manager', 'swarm-manager2');
    expect(await run(words)).toEqual({ stdout: real, stderr: '', exitCode: 0 });
    expect(await run(['rm', '-y', 'swarm-manager2'])).toMatchObject({ exitCode: 0 });
  });

  test('a create whose engine does not start, with a leftover', async () => {
    addHost(hand.world, { hostname: 'fresh' });
    const advertise = [`--engine-opt=cluster-store=${store}`, '--engine-opt=cluster-advertise=eth7:2376'];
    const { stdout, stderr, exitCode } = await run([...generic(17, ...advertise), 'bad']);
    expect([stdout, stderr, exitCode]).toEqual([
      record('dm/create-bad-advertise.stdout').replaceAll('swarm-node2', 'bad'),
      record('dm/create-bad-advertise.stderr'),
      1,
    ]);
    expect((await run(['ls', '-q'])).stdout).toContain('bad\n');
    await run(['rm', '-y', 'bad']);
  });

  test('a create on a host that has a swarm agent already', async () => {
    const words = [...generic(14, ...swarm), 'again'];
    const { stderr, exitCode } = await run(words);
    expect([stderr, exitCode]).toEqual([recorded('create-node2-on-used-host', 1).stderr, 1]);
    await run(['rm', '-f', 'again']);
  });

  test('asks before it removes, and takes no answer for no', async () => {
    expect(await hand.machine(['rm', 'swarm-node1'])).toMatchObject({ exitCode: 1, stderr: 'EOF\n' });
    expect(await hand.machine(['rm', 'swarm-node1'], {}, ['n'])).toMatchObject({ exitCode: 0 });
    expect((await run(['ls', '-q'])).stdout).toContain('swarm-node1');
  });
});
