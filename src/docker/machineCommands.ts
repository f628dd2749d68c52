/** Defines the docker-machine commands: argv, deadline and parser. Runs nothing. */
import { err, ok } from '../base/result.ts';
import { minutes, seconds, type Milliseconds } from '../base/units.ts';
import { visible } from '../base/visible.ts';
import { createEnvironment, createFlags } from '../model/createFlags.ts';
import type { DriverOption } from '../model/driver.ts';
import type { Failure, Outcome } from '../model/failure.ts';
import { machineNameFault } from '../model/names.ts';
import type { MachineToCreate } from '../model/plan.ts';
import { isPluginNoise } from './createProgress.ts';
import type { MachineCommand } from './doors.ts';

/** The output of `docker-machine version`; `program` is the file's name, whatever it was built from. */
export interface ToolVersion {
  readonly program: string;
  /** "0.16.2", "v0.15.0-rancher140", "dev". */
  readonly version: string;
  readonly build: string;
}

/** Run first, to check whether docker-machine exists; returns at once or never. */
export const version: MachineCommand<ToolVersion> = command(['version'], seconds(5), (lines) => {
  for (const line of lines) {
    const match = /^(\S+) version (\S+), build (\S+)$/.exec(line);
    if (match?.[1] && match[2] && match[3]) return { program: match[1], version: match[2], build: match[3] };
  }
  return undefined;
});

/** Lists the names of all machines in the machine store without querying the machines. */
export const listNames: MachineCommand<readonly string[]> = command(['ls', '-q'], seconds(15), (lines) =>
  lines.every((line) => machineNameFault(line) === undefined) ? lines : undefined,
);

/**
 * Creates a machine. `storeUrl` is the URL of its key-value store once known; required if `machine.store` is set.
 * Twenty minutes: the slowest observed failure takes 368 s, and cloud drivers are slow.
 */
export function create(machine: MachineToCreate, storeUrl: string | undefined): MachineCommand<void> {
  return {
    ...silent(['create', ...createFlags(machine, storeUrl), machine.name], minutes(20)),
    environment: createEnvironment(machine),
    creates: machine.name,
    refused: nameRefused(machine.name) ?? createRefused(machine, storeUrl),
  };
}

/** Deletes a machine and its host. Idempotent. */
export function remove(name: string): MachineCommand<void> {
  return { ...named(['rm', '-y', name], name, minutes(5)), otherwise: goneIsRemoved };
}

/** Removes a machine even if its host cannot be deleted; always exits with 0. */
export function removeByForce(name: string): MachineCommand<void> {
  return { ...named(['rm', '-f', name], name, minutes(5)), otherwise: goneIsRemoved };
}

export const start = (name: string): MachineCommand<void> => named(['start', name], name, minutes(5));
/** The engine gives its containers time to stop: 10.7 s observed with one that ignores SIGTERM. */
export const stop = (name: string): MachineCommand<void> => named(['stop', name], name, minutes(3));
export const restart = (name: string): MachineCommand<void> => named(['restart', name], name, minutes(5));
export const kill = (name: string): MachineCommand<void> => named(['kill', name], name, minutes(1));

/** Machine states that drivers report; `Not Found` is from rancher-machine. */
export type MachineState = (typeof machineStates)[number];
const machineStates = [
  'Running',
  'Paused',
  'Saved',
  'Stopped',
  'Stopping',
  'Starting',
  'Error',
  'Timeout',
  'Not Found',
] as const;

/** The state according to the driver, not health: frozen hosts are `Running` too. Takes 15 s if packets are dropped. */
export const status = (name: string): MachineCommand<MachineState> =>
  asked(['status', name], name, seconds(30), (lines) =>
    machineStates.find((state) => lines.length === 1 && lines[0] === state),
  );

/** The recorded address; `host:port` for the driver `none`. A stopped virtualbox machine has none. */
export const ip = (name: string): MachineCommand<string> =>
  asked(['ip', name], name, seconds(15), (lines) =>
    lines.length === 1 && /^\S+$/.test(lines[0] ?? '') ? lines[0] : undefined,
  );

/** Runs a program on the machine's host and returns stdout. docker-machine maps any nonzero exit code to 1. */
export function ssh(name: string, argv: readonly string[]): MachineCommand<string> {
  return {
    args: ['ssh', name, ...argv.map(shellWord)],
    deadline: minutes(1),
    parse: (stdout) => ok(stdout),
    refused: nameRefused(name) ?? (argv.length === 0 ? refusal('', 'empty') : undefined),
  };
}

/**
 * Returns the arguments for a terminal on the machine's host, with its shell or a program. Only callers with a terminal
 * run them, without a deadline.
 */
export function terminal(name: string, argv: readonly string[] = []): Pick<MachineCommand<void>, 'args' | 'refused'> {
  return {
    // ssh also accepts options after the host; without `-t`, the program has no terminal.
    args: ['ssh', name, ...(argv.length > 0 ? ['-t', ...argv.map(shellWord)] : [])],
    refused: nameRefused(name),
  };
}

/**
 * Creates and installs new server certificates (7 s); the engine restarts and its containers stop. `client` also renews the client's
 * certificate and the CA if expired; every machine in the machine store has a copy of these.
 */
export const regenerateCertificates = (name: string, { client = false } = {}): MachineCommand<void> =>
  named(['regenerate-certs', '-f', ...(client ? ['--client-certs'] : []), name], name, minutes(5));

/** Provisions a machine whose host exists. Never returns if systemd activates the engine's socket. */
export const provision = (name: string): MachineCommand<void> => named(['provision', name], name, minutes(10));

/** Lists a driver's `create` options. Fails with `driverUnknown` if the driver is not installed. */
export function driverOptions(driver: string): MachineCommand<readonly DriverOption[]> {
  return {
    ...command(['create', '-d', driver, '--help'], seconds(15), parseDriverOptions),
    otherwise: (said) =>
      /^Driver ".*" not found\./m.test(said) ? err({ kind: 'driverUnknown', driver, said }) : undefined,
    refused: driverRefused(driver),
  };
}

function parseDriverOptions(lines: readonly string[]): readonly DriverOption[] | undefined {
  const options = lines.flatMap((line): DriverOption[] => {
    // Split first: a single pattern would backtrack on long lines that are not options.
    const tab = line.indexOf('\t');
    const match = tab < 0 ? null : /^--([a-z0-9][a-z0-9-]*)(?![a-z0-9-])(?:, -\w)?(.*)$/i.exec(line.slice(0, tab));
    if (!match?.[1]) return [];
    const [, name, value = ''] = match;
    const described = line.slice(tab).replace(/^\t+/, '');
    // Drivers put the variable last.
    const last = described.lastIndexOf(' [$');
    const variable = last < 0 ? null : /^ \[\$(\w+)(?!\w)[^\]]*\]$/.exec(described.slice(last));
    return [
      {
        name,
        // A flag has no suffix, a value has its default or, without one, a blank.
        takes: value === '' ? 'flag' : value.startsWith(' [--') ? 'list' : 'value',
        default: /^ "(.*)"$/.exec(value)?.[1],
        usage: visible(variable ? described.slice(0, last) : described),
        variable: variable?.[1],
      },
    ];
  });
  return options.length > 0 ? options : undefined;
}

/** A command whose output is parsed by line; fails with `toolGarbled` if `read` returns undefined. */
function command<T>(
  args: readonly string[],
  deadline: Milliseconds,
  read: (lines: readonly string[]) => T | undefined,
): MachineCommand<T> {
  return {
    args,
    deadline,
    parse: (stdout) => {
      const value = read(answerLines(stdout));
      return value === undefined
        ? err({ kind: 'toolGarbled', argv: args, said: stdout.slice(0, longestGarbled) })
        : ok(value);
    },
  };
}

/** More than the runner shows once it has hidden secrets: none may be cut in two here. */
const longestGarbled = 4000;

/** A command whose output is ignored. */
function silent(args: readonly string[], deadline: Milliseconds): MachineCommand<void> {
  return { args, deadline, parse: () => ok(undefined) };
}

function named(args: readonly string[], name: string, deadline: Milliseconds): MachineCommand<void> {
  return { ...silent(args, deadline), refused: nameRefused(name) };
}

function asked<T>(
  args: readonly string[],
  name: string,
  deadline: Milliseconds,
  read: (lines: readonly string[]) => T | undefined,
): MachineCommand<T> {
  return { ...command(args, deadline, read), refused: nameRefused(name) };
}

function answerLines(stdout: string): readonly string[] {
  return stdout
    .split(/\r?\n/)
    .map((line) => line.replace(/^\s+/, ''))
    .filter((line) => line !== '' && !isPluginNoise(line));
}

const goneIsRemoved = (said: string): Outcome<void> | undefined =>
  /^Error removing host "[^"]*": (Docker machine|Host) "[^"]*" does not exist/.test(said) ? ok(undefined) : undefined;

/** Quotes a word for the remote shell: docker-machine joins the words with blanks. */
function shellWord(word: string): string {
  // Quote words that start with a dash: ssh accepts options after the host and would parse them.
  return /^[\w@%+=:,./][\w@%+=:,./-]*$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

const refusal = (argument: string, why: 'empty' | 'characters' | 'tooLong'): Failure => ({
  kind: 'argumentRefused',
  argument,
  why,
});

function nameRefused(name: string): Failure | undefined {
  const why = machineNameFault(name);
  return why && refusal(name, why);
}

function driverRefused(driver: string): Failure | undefined {
  if (driver === '') return refusal(driver, 'empty');
  return /^[a-zA-Z0-9][\w.-]*$/.test(driver) ? undefined : refusal(driver, 'characters');
}

/** Checks option names because they become flags; values cannot, because they always follow `--name=`. */
function createRefused(machine: MachineToCreate, storeUrl: string | undefined): Failure | undefined {
  const option = Object.keys(machine.options).find((each) => !/^[a-zA-Z0-9][a-zA-Z0-9-]*$/.test(each));
  if (option !== undefined) return refusal(option, option === '' ? 'empty' : 'characters');
  if (machine.store && !storeUrl) return refusal('cluster-store', 'empty');
  const hidden = Object.entries(createEnvironment(machine)).map(([variable, value]) => `${variable}=${value}`);
  return driverRefused(machine.driver) ?? argumentRefused([...createFlags(machine, storeUrl), ...hidden]);
}

/** Rejects control characters: some values end up in unit files on the remote host, where a newline starts a new setting. */
function argumentRefused(args: readonly string[]): Failure | undefined {
  const bad = args.find((each) => /[\u0000-\u001f\u007f]/.test(each));
  // Omit the value, which may be a secret.
  return bad === undefined ? undefined : refusal(bad.replace(/=.*/s, ''), 'characters');
}
