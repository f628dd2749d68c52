// The lab for tests: real hosts with real engines on this computer (`lab`, README.md), opened, disturbed and closed from
// a test. Every call has a deadline and is one process group, which ends with the deadline, the abort or this program.
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** A Debian release, and with it the generation of the engine: 20.10.5, 20.10.24 or 26.1.5. */
export type Suite = 'bullseye' | 'bookworm' | 'trixie';

export interface LabOptions {
  /** Begins the names of its network namespaces, links and cgroups: one for each lab that stands at the same time. */
  readonly prefix: string;
  /** First three numbers of the hosts' /24, as `10.95.0`: host I is `.10+I`, this computer `.1`, the registry `.2`. */
  readonly net: string;
  /** The same for eth0, the network that leads nowhere. Only hosts see it; the default serves every lab. */
  readonly mgmt?: string;
  /** How many hosts are booted; default 4. */
  readonly hosts?: number;
  /** Of all hosts, or of the first, the second ... and (the last one) of the rest. Default bullseye. */
  readonly suite?: Suite | readonly Suite[];
  /** Where its disks lie; default a folder for the prefix under TMPDIR. */
  readonly dir?: string;
  /** Whether the hosts begin with empty disks; default true. */
  readonly fresh?: boolean;
  /** Build rancher-machine, too (minutes, once). Default false. */
  readonly rancher?: boolean;
  readonly signal?: AbortSignal;
  /** For all of opening, milliseconds; default 20 minutes, since a first lab builds its bases and tools. */
  readonly deadline?: number;
}

export interface LabHost {
  /** 1, 2 ...: what every verb of the lab takes. */
  readonly number: number;
  /** IPv4 address of eth1. */
  readonly address: string;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Milliseconds; default 2 minutes. */
  readonly deadline?: number;
  readonly environment?: Readonly<Record<string, string>>;
  /** Resolve, too, when the exit code is not 0. */
  readonly anyExit?: boolean;
}

/** What one call said and how it ended; a signal gives the exit code -1. */
export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** Programs of the lab, as absolute paths. */
export interface LabTools {
  readonly dockerMachine: string;
  /** Only there when it was asked for or built before. */
  readonly rancherMachine: string;
  readonly swarm: string;
  /** A client of the engines' own generation: newer ones refuse classic swarm. */
  readonly docker: string;
}

export interface Lab {
  readonly prefix: string;
  readonly dir: string;
  /** In the order of their numbers, host 1 first. */
  readonly hosts: readonly LabHost[];
  /** URL for `registry-mirror`: the only registry that hosts reach. */
  readonly registry: string;
  /** Private key that root of every host takes. */
  readonly key: string;
  /** A machine store of this opening's own, empty. */
  readonly storagePath: string;
  /** Whole environment for docker-machine and its like: this program's, without its own docker and machine variables. */
  readonly environment: Readonly<Record<string, string>>;
  readonly tools: LabTools;
  /** Stops dockerd where it stands: ports stay open and nobody answers. */
  freeze(host: number): Promise<void>;
  thaw(host: number): Promise<void>;
  /** Puts its engine's clock so much ahead until that is started anew; 0 puts it right. Milliseconds; x86-64 only. */
  skewClock(host: number, ahead: number): Promise<void>;
  /** Pulls or plugs the cable of eth1. */
  link(host: number, state: 'up' | 'down'): Promise<void>;
  /** Runs a program inside the host, not over the network. */
  enter(host: number, argv: readonly string[], options?: CallOptions): Promise<Ran>;
  /** Pulls the plug; the disk stays. */
  kill(host: number): Promise<void>;
  /** Boots a host again, and waits for its sshd and engine. */
  boot(host: number): Promise<void>;
  /** Gives these hosts, or all, empty disks and boots them. */
  wipe(...hosts: number[]): Promise<void>;
  /** Another empty machine store of this lab. */
  newStore(): Promise<string>;
  /** Ends everything, and forgets disks and stores. */
  down(): Promise<void>;
}

export interface VirtualboxLab extends Omit<Lab, 'hosts' | 'wipe'> {
  /** The number of the host that a VM of docker-machine's virtualbox driver runs as; for `freeze`, `link`, `enter` ... */
  hostOf(machine: string): Promise<number>;
}

const folder = import.meta.dirname;
const script = join(folder, 'lab');
const minutes = (n: number): number => n * 60_000;
const running = new Set<ChildProcess>();

/** Why there can be no lab on this computer, one sentence each; empty when there can. */
export function labLacks(): string[] {
  if (process.platform !== 'linux') return [`not Linux but ${process.platform}`];
  const said = spawnSync('bash', [script, 'lacks'], { encoding: 'utf8', timeout: 30_000 });
  if (said.error) return [`the lab cannot be asked: ${said.error.message}`];
  const reasons = said.stdout.split('\n').filter(Boolean);
  return said.status === 0 || reasons.length > 0 ? reasons : [`the lab cannot be asked: ${said.stderr.trim()}`];
}

/** Runs a program in a process group of its own; rejects when it exits with anything but 0, is late, or is aborted. */
export async function run(argv: readonly string[], options: CallOptions = {}): Promise<Ran> {
  const [file = '', ...rest] = argv;
  const deadline = options.deadline ?? minutes(2);
  options.signal?.throwIfAborted();
  return new Promise<Ran>((resolve, reject) => {
    const child = spawn(file, rest, {
      env: { ...(options.environment ?? process.env) },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    if (running.size === 0) process.once('exit', endAll);
    running.add(child);
    let stdout = '';
    let stderr = '';
    let why: Error | undefined;
    const end = (reason: Error): void => {
      why = reason;
      endGroup(child);
      // What left the group on its own may still hold the pipes.
      child.stdout.destroy();
      child.stderr.destroy();
    };
    const abort = (): void => end(new Error(`${argv.join(' ')}: aborted`));
    const timer = setTimeout(
      () => end(new Error(`${argv.join(' ')}: not done after ${deadline} ms\n${stderr}`)),
      deadline,
    );
    options.signal?.addEventListener('abort', abort, { once: true });
    const settle = (): void => {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', abort);
      running.delete(child);
      if (running.size === 0) process.removeListener('exit', endAll);
    };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', (error) => {
      settle();
      reject(error);
    });
    child.on('close', (code) => {
      settle();
      const ran = { stdout, stderr, exitCode: code ?? -1 };
      if (why) reject(why);
      else if (ran.exitCode === 0 || options.anyExit) resolve(ran);
      else reject(new Error(`${argv.join(' ')}: exit ${ran.exitCode}\n${stderr || stdout}`));
    });
  });
}

function endGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

function endAll(): void {
  for (const child of running) endGroup(child);
}

const flags = (options: LabOptions): string[] => [
  ...['--prefix', options.prefix, '--net', options.net],
  ...(options.mgmt ? ['--mgmt', options.mgmt] : []),
  ...(options.dir ? ['--dir', options.dir] : []),
  ...(options.suite ? ['--suite', [options.suite].flat().join(',')] : []),
];

/** `export NAME=value` lines as a record; a value that asks for the PATH it stands before is given this program's. */
function assignments(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const line of text.split('\n')) {
    const [, name, value] = /^export ([A-Z_]+)=(.*)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) found[name] = value.replace('$PATH', process.env.PATH ?? '');
  }
  return found;
}

const foreign = /^(DOCKER_|MACHINE_|VIRTUALBOX_|LAB_)/;

function wholeEnvironment(own: Record<string, string>): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name]) => !foreign.test(name)) as [string, string][];
  return { ...Object.fromEntries(kept), SHELL: '/bin/bash', ...own };
}

/**
 * Boots a lab and waits until every host's sshd and engine answer. Rejects with the script's own words; what it began by
 * then is taken down again.
 */
export async function openLab(options: LabOptions): Promise<Lab> {
  const count = options.hosts ?? 4;
  return open(options, async (call) => {
    await call(['up', String(count)], options.deadline ?? minutes(20));
    const facts = assignments((await call(['env'])).stdout);
    return { facts, count };
  });
}

/**
 * The same lab without hosts, and the environment in which docker-machine's virtualbox driver takes them for VMs (its
 * `VBoxManage` comes first in PATH, the boot2docker ISO lies in the store).
 */
export async function openVirtualboxLab(options: Omit<LabOptions, 'hosts'>): Promise<VirtualboxLab> {
  const lab = await open(options, async (_, storagePath) => {
    const prepare = join(folder, 'virtualbox', 'prepare');
    const said = await run([prepare, ...flags(options)], {
      environment: { ...wholeEnvironment({}), MACHINE_STORAGE_PATH: storagePath },
      deadline: options.deadline ?? minutes(20),
      ...(options.signal ? { signal: options.signal } : {}),
    });
    return { facts: assignments(said.stdout), count: 0 };
  });
  const hostOf = async (machine: string): Promise<number> =>
    Number(await readFile(join(lab.dir, 'vbox', 'vm', machine, 'host'), 'utf8'));
  return { ...lab, hostOf };
}

type Call = (words: readonly string[], deadline?: number) => Promise<Ran>;

/** A call whose words nobody needs. */
async function done(ran: Promise<Ran>): Promise<void> {
  await ran;
}

async function open(
  options: Omit<LabOptions, 'hosts'>,
  begin: (call: Call, storagePath: string) => Promise<{ facts: Record<string, string>; count: number }>,
): Promise<Lab> {
  const signal = options.signal ? { signal: options.signal } : {};
  const environment = wholeEnvironment({});
  const plain = (words: readonly string[], more: CallOptions = {}): Promise<Ran> =>
    run([script, ...flags(options), ...words], { environment, ...more });
  const call: Call = (words, deadline = minutes(2)) => plain(words, { ...signal, deadline });
  const dir = assignments((await plain(['env'])).stdout).LAB_DIR ?? '';

  // Not with the signal: after an abort this is what must still happen.
  const down = async (): Promise<void> => {
    await plain(['wipe'], { deadline: minutes(3) });
    await rm(dir, { recursive: true, force: true });
  };
  try {
    const build = join(folder, 'tools', 'build');
    const tools = options.rancher ? ['machine', 'swarm', 'rancher'] : ['machine', 'swarm'];
    const bin = (
      await run([build, ...tools], { environment, ...signal, deadline: options.deadline ?? minutes(20) })
    ).stdout.trim();
    if (options.fresh !== false) await call(['wipe']);
    await mkdir(dir, { recursive: true });
    const storagePath = await mkdtemp(join(dir, 'store-'));
    const { facts, count } = await begin(call, storagePath);
    const numbers = Array.from({ length: count }, (_, index) => index + 1);
    const boot = async (host: number): Promise<void> => {
      await call(['boot', String(host)]);
      await call(['wait', String(host)]);
    };
    return {
      prefix: options.prefix,
      dir,
      hosts: numbers.map((number) => ({ number, address: `${options.net}.${10 + number}` })),
      registry: facts.LAB_REGISTRY ?? '',
      key: facts.LAB_KEY ?? '',
      storagePath,
      environment: wholeEnvironment({
        PATH: `${bin}:${process.env.PATH ?? ''}`,
        ...facts,
        MACHINE_STORAGE_PATH: storagePath,
      }),
      tools: {
        dockerMachine: join(bin, 'docker-machine'),
        rancherMachine: join(bin, 'rancher-machine'),
        swarm: join(bin, 'swarm'),
        docker: join(bin, 'docker'),
      },
      freeze: (host) => done(call(['freeze', String(host)])),
      thaw: (host) => done(call(['thaw', String(host)])),
      skewClock: (host, ahead) => done(call(['clock', String(host), String(ahead / 1000)])),
      link: (host, state) => done(call(['link', String(host), state])),
      enter: (host, argv, more = {}) => plain(['enter', String(host), ...argv], { ...signal, ...more, environment }),
      kill: (host) => done(call(['kill', String(host)])),
      boot,
      wipe: async (...hosts) => {
        const chosen = hosts.length > 0 ? hosts : numbers;
        await call(['wipe', ...chosen.map(String)]);
        await Promise.all(chosen.map(boot));
      },
      newStore: () => mkdtemp(join(dir, 'store-')),
      down,
    };
  } catch (error) {
    await down().catch(() => undefined);
    throw error;
  }
}
