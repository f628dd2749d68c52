/** The docker command on simulated hosts, as people type it there: containers that talk across hosts, and shells in them. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { networkRequest } from '../../../../src/simulator/serve/api/requestBodies.ts';
import { typeInside } from '../../../../src/simulator/machine/containerShell.ts';
import type { Login } from '../../../../src/simulator/machine/session.ts';
import { killContainer, requireContainer } from '../../../../src/simulator/world/containers.ts';
import { cutPower, freezeEngine, stopEngine } from '../../../../src/simulator/world/engineLife.ts';
import { createNetwork } from '../../../../src/simulator/world/networks.ts';
import { initSwarm, joinSwarm } from '../../../../src/simulator/world/swarmEntry.ts';
import { HandWorld, type Ran } from '../handWorld.ts';

let hand: HandWorld;

const on = (host: string, line: string): Promise<Ran> => hand.machine(['ssh', host, line]);
const typed = (words: readonly string[], ...lines: string[]): Promise<Ran> => hand.machine(words, {}, lines);
const names = (host: string): string[] => hand.host(host).engine.containers.map(({ name }) => name);
const overlay = (host: string, name: string, isAttachable = true): void => {
  createNetwork(
    hand.world,
    hand.host(host),
    networkRequest({ Name: name, Driver: 'overlay', Attachable: isAttachable }),
  );
};

/** Two engines that share a store. */
async function openClassic(): Promise<void> {
  const url = await hand.openStore();
  const joins = `--engine-opt=cluster-store=${url}`;
  for (const name of ['n1', 'n2']) await hand.machine(['create', '-d', 'virtualbox', joins, name]);
  overlay('n1', 'my-net');
}

/** A manager and a worker. */
async function openSwarm(): Promise<void> {
  hand.world.state.engineVersion = '26.1.5';
  for (const name of ['n1', 'n2']) await hand.machine(['create', '-d', 'virtualbox', name]);
  const terms = {
    advertise: 'eth1',
    availability: 'active',
    addressPools: [],
    subnetSize: 24,
    dataPathPort: 4789,
  } as const;
  initSwarm(hand.world, hand.host('n1'), { ...terms, spec: {} });
  await joinSwarm(hand.world, hand.host('n2'), 'eth1', {
    remotes: [`${hand.host('n1').address}:2377`],
    token: hand.world.state.swarms[0]!.workerToken,
    availability: 'active',
  });
  overlay('n1', 'my-net');
}

beforeEach(() => {
  hand = new HandWorld();
});
afterEach(() => {
  hand.remove();
});

/** What the walkthrough tells people to type, in each language: the first line on one host, the others on another. */
const walkthrough = ['package.nls.json', 'package.nls.zh-cn.json'].map((file) => {
  const texts = JSON.parse(readFileSync(path.join(import.meta.dirname, '../../../..', file), 'utf8')) as Record<
    string,
    string
  >;
  const told = texts['walkthrough.talk.description'] ?? '';
  return { file, lines: [...told.matchAll(/``(.+?)``/g)].map(([, line = '']) => line) };
});

describe.each([
  { cluster: 'a classic one', open: openClassic },
  { cluster: 'swarm mode', open: openSwarm },
])('containers of two hosts, $cluster', ({ open }) => {
  beforeEach(open);

  test.each(walkthrough)('talk as the walkthrough says · $file', async ({ lines: [first = '', ...others] }) => {
    expect(await on('n1', first)).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^[0-9a-f]{64}\n$/) as string,
      stderr: "Unable to find image 'busybox:latest' locally\n",
    });
    const answers: Ran[] = [];
    for (const line of others) answers.push(await on('n2', line));
    expect(answers.at(-1)?.stdout).toMatch(
      /^PING talk1 \(10\.\d+\.\d+\.\d+\): 56 data bytes\n(64 bytes from .+\n){3}\n--- talk1 ping statistics ---\n3 packets transmitted, 3 packets received, 0% packet loss\n/,
    );
    expect(hand.host('n1').engine.containers.find(({ name }) => name === 'talk1')?.state).toBe('running');
  });

  test('do not reach who is on another network, nor who has died with its host', async () => {
    overlay('n1', 'other-net');
    await on('n1', 'docker run -d --network=other-net --name far busybox sleep 1d');
    await on('n1', 'docker run -d --net my-net --name near busybox sleep 1d');
    await on('n2', 'docker run -d --net my-net --name own busybox sleep 1d');
    expect(await on('n2', 'docker exec own ping -c 1 near')).toMatchObject({ exitCode: 0 });
    expect(await on('n2', 'docker exec own ping -c 1 far')).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: "ping: bad address 'far'\nexit status 1\n",
    });
    cutPower(hand.world, hand.host('n1'));
    expect(await on('n2', 'docker exec own ping -c 2 near')).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining('2 packets transmitted, 0 packets received, 100% packet loss') as string,
    });
  });
});

test('containers that know each other go on doing so without their store', async () => {
  await openClassic();
  await on('n1', 'docker run -d --net my-net --name near busybox sleep 1d');
  await on('n2', 'docker run -d --net my-net --name own busybox sleep 1d');
  stopEngine(hand.world, hand.host('kvstore'));
  expect(await on('n2', 'docker exec own ping -c 1 near')).toMatchObject({ exitCode: 0 });
  expect(await on('n2', 'docker run -d --net my-net busybox sleep 1d')).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('docker: Error response from daemon: network my-net not found.') as string,
  });
});

test('on the network that engines have by themselves, containers know no names', async () => {
  await hand.machine(['create', '-d', 'virtualbox', 'n1']);
  await on('n1', 'docker run -d --name one busybox sleep 1d');
  const { address } = hand.host('n1').engine.containers[0]!.endpoints[0]!;
  expect(await on('n1', 'docker run --rm busybox ping -c 1 one')).toMatchObject({ exitCode: 1 });
  expect(await on('n1', `docker run --rm busybox ping -c 1 ${address}`)).toMatchObject({ exitCode: 0 });
});

test('a worker’s container joins no network of the swarm that is not attachable', async () => {
  await openSwarm();
  overlay('n1', 'services-only', false);
  expect(await on('n2', 'docker run -d --net services-only --name x busybox sleep 1d')).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('network services-only not manually attachable') as string,
  });
});

describe('docker run', () => {
  beforeEach(async () => {
    await hand.machine(['create', '-d', 'virtualbox', 'n1']);
  });

  test('stays until the program ends, gives its output and its exit code, and forgets it if told so', async () => {
    const ran = await on('n1', "docker run --rm busybox sh -c 'echo out; echo err >&2; exit 7'");
    expect(ran).toEqual({
      exitCode: 1,
      stdout: 'out\n',
      stderr: "Unable to find image 'busybox:latest' locally\nerr\nexit status 7\n",
    });
    expect(names('n1')).toEqual([]);
    await on('n1', 'docker run --rm --net nosuch busybox echo never');
    expect(names('n1')).toEqual([]);
    await on('n1', 'docker run --name kept busybox echo hello');
    expect(names('n1')).toEqual(['kept']);
  });

  test('a shell of its own is typed at, and ends its container', async () => {
    const ran = await typed(
      ['ssh', 'n1'],
      'docker run -it --rm --name mine busybox',
      'echo inside',
      'exit',
      'docker ps',
      'exit',
    );
    expect(ran.stdout).toContain('/ # inside\n/ # docker@n1:~$ CONTAINER ID');
    expect(names('n1')).toEqual([]);
  });

  test('says why not', async () => {
    await on('n1', 'docker run -d --name one busybox sleep 1d');
    const again = await on('n1', 'docker run -d --name one busybox sleep 1d');
    expect(again.stderr).toMatch(
      /^docker: Error response from daemon: Conflict\. The container name "\/one" is already in use .+ reuse that name\.\nSee 'docker run --help'\.\nexit status 125\n$/,
    );
    const why = async (line: string): Promise<string> => (await on('n1', line)).stderr;
    expect(await why('docker run no/such')).toContain('pull access denied for no/such');
    expect(await why('docker run --privileged busybox')).toContain('--privileged is not simulated on this host');
    expect(await why('docker run -d --name')).toContain('flag needs an argument: --name');
    expect(await why('docker rm -f')).toContain('"docker rm" requires at least 1 argument.');
    expect(await why('docker images')).toContain('not simulated on this host; run, exec, ps, rm and version are.');
    expect(await why('docker rm one')).toContain('You cannot remove a running container');
    stopEngine(hand.world, hand.host('n1'));
    expect(await why('docker ps')).toContain('Is the docker daemon running?');
  });
});

describe('docker ps', () => {
  beforeEach(async () => {
    await hand.machine(['create', '-d', 'virtualbox', 'n1']);
    await on('n1', 'docker run -d --name a busybox sleep 1d');
    await on('n1', 'docker run -d --name server nginx:1.27');
    await on('n1', 'docker run --name done busybox echo hello');
    hand.time.pass(180_000);
  });
  const id = (name: string): string => requireContainer(hand.host('n1'), name).id.slice(0, 12);

  test('has columns, docker’s own words, and the newest first', async () => {
    expect((await on('n1', 'docker ps')).stdout).toBe(`\
CONTAINER ID   IMAGE        STATUS         NAMES
${id('server')}   nginx:1.27   Up 3 minutes   server
${id('a')}   busybox      Up 3 minutes   a
`);
    expect((await on('n1', 'docker ps --all')).stdout).toMatch(
      /^[0-9a-f]{12} {3}busybox {6}Exited \(0\) 3 minutes ago {3}done$/m,
    );
  });

  test('gives ids alone, and says what it does not know', async () => {
    expect((await on('n1', 'docker ps -aq')).stdout).toBe([id('done'), id('server'), id('a'), ''].join('\n'));
    expect((await on('n1', 'docker ps --size')).stderr).toContain('--size is not simulated on this host');
  });
});

describe('docker exec', () => {
  beforeEach(async () => {
    await hand.machine(['create', '-d', 'virtualbox', 'n1']);
    await on('n1', 'docker run -d --name c1 busybox sleep 1d');
  });
  const id = (): string => requireContainer(hand.host('n1'), 'c1').id.slice(0, 12);

  // The words of Open Shell in Container.
  test('opens a shell in a container, with ssh’s own option before it', async () => {
    const words = ['ssh', 'n1', '-t', 'sudo', 'docker', 'exec', "'-it'", 'c1', 'sh'];
    expect(await typed(words, 'hostname', 'nosuch', 'exit 3')).toEqual({
      exitCode: 1,
      stdout: `/ # ${id()}\n/ # / # `,
      stderr: 'sh: 1: nosuch: not found\nexit status 3\n',
    });
    expect(await typed(words)).toMatchObject({ exitCode: 0, stdout: '/ # ' });
  });

  test('its shell ends with the container', async () => {
    const container = requireContainer(hand.host('n1'), 'c1');
    const said: string[] = [];
    const login: Login = {
      world: hand.world,
      print: (text) => said.push(text),
      err: (text) => said.push(text),
      ask: () => {
        killContainer(hand.world, hand.host('n1'), container, '9');
        return Promise.resolve('hostname');
      },
      signal: new AbortController().signal,
      settle: () => Promise.resolve(),
    };
    expect(await typeInside(login, hand.host('n1'), container, true)).toBe(137);
    expect(said).toEqual([]);
  });

  test('runs one program, or a script', async () => {
    expect(await on('n1', 'docker exec c1 hostname')).toMatchObject({ exitCode: 0, stdout: `${id()}\n` });
    expect(await on('n1', "docker exec -i c1 sh -c 'hostname; exit 4'")).toEqual({
      exitCode: 1,
      stdout: `${id()}\n`,
      stderr: 'exit status 4\n',
    });
  });

  test('says why not, in the words of the engine’s age', async () => {
    expect((await on('n1', 'docker exec nosuch sh')).stderr).toContain('No such container: nosuch');
    hand.host('n1').engine.version = '20.10.5';
    expect((await on('n1', 'docker exec nosuch sh')).stderr).toBe('Error: No such container: nosuch\nexit status 1\n');
    requireContainer(hand.host('n1'), 'c1').state = 'exited';
    expect((await on('n1', 'docker exec c1 sh')).stderr).toContain('is not running');
  });

  test('waits for an engine that is frozen', async () => {
    freezeEngine(hand.world, hand.host('n1'));
    let isOver = false;
    const ran = on('n1', 'docker exec c1 hostname').finally(() => (isOver = true));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(isOver).toBe(false);
    hand.host('n1').engine.state = 'running';
    hand.world.changed();
    expect(await ran).toMatchObject({ exitCode: 0 });
  });
});

describe('ssh', () => {
  test.each([
    ['-t', 'echo', 'here'],
    ['-tt', '-q', 'echo', 'here'],
    ['-o', 'LogLevel=ERROR', '-L8080:localhost:80', 'echo', 'here'],
    ['--', 'echo', 'here'],
  ])('takes its own options behind the host: %s', async (...words) => {
    await hand.machine(['create', '-d', 'virtualbox', 'n1']);
    expect(await hand.machine(['ssh', 'n1', ...words])).toEqual({ exitCode: 0, stdout: 'here\n', stderr: '' });
  });
});
