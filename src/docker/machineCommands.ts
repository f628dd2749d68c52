/** What docker-machine is asked to do: argv, how long it may take, and how its answer reads. Runs nothing. */
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

/** What `docker-machine version` tells of itself; `program` is the file's own name, whatever it was built from. */
export interface ToolVersion {
  readonly program: string;
  /** "0.16.2", "v0.15.0-rancher140", "dev". */
  readonly version: string;
  readonly build: string;
}

/** Asked first, to learn whether there is a docker-machine at all; answers at once or never will. */
export const version: MachineCommand<ToolVersion> = command(['version'], seconds(5), (lines) => {
  for (const line of lines) {
    const match = /^(\S+) version (\S+), build (\S+)$/.exec(line);
    if (match?.[1] && match[2] && match[3]) return { program: match[1], version: match[2], build: match[3] };
  }
  return undefined;
});

/** Names of all machines of the store, without asking any of them. */
export const listNames: MachineCommand<readonly string[]> = command(['ls', '-q'], seconds(15), (lines) =>
  lines.every((line) => machineNameFault(line) === undefined) ? lines : undefined,
);

/**
 * Makes a machine. `storeUrl` is where the machine's key-value store is, once that is known; it is needed when
 * `machine.store` is set. Twenty minutes: the slowest failure seen takes 368 s, and cloud drivers take their time.
 */
export function create(machine: MachineToCreate, storeUrl: string | undefined): MachineCommand<void> {
  return {
    ...silent(['create', ...createFlags(machine, storeUrl), machine.name], minutes(20)),
    environment: createEnvironment(machine),
    creates: machine.name,
    refused: nameRefused(machine.name) ?? createRefused(machine, storeUrl),
  };
}

/** Takes a machine down and forgets it. That somebody else has done so already is as wanted. */
export function remove(name: string): MachineCommand<void> {
  return { ...named(['rm', '-y', name], name, minutes(5)), otherwise: goneIsRemoved };
}

/** Forgets a machine even when its host cannot be taken down; exits with 0 whatever it met. */
export function removeByForce(name: string): MachineCommand<void> {
  return { ...named(['rm', '-f', name], name, minutes(5)), otherwise: goneIsRemoved };
}

export const start = (name: string): MachineCommand<void> => named(['start', name], name, minutes(5));
/** An engine's containers are given time to end: 10.7 s were seen with one that ignores SIGTERM. */
export const stop = (name: string): MachineCommand<void> => named(['stop', name], name, minutes(3));
export const restart = (name: string): MachineCommand<void> => named(['restart', name], name, minutes(5));
export const kill = (name: string): MachineCommand<void> => named(['kill', name], name, minutes(1));

/** What a driver says of its machine; `Not Found` is rancher-machine's. */
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

/** The driver's word, which is not health: `Running` is said of a frozen host too. 15 s pass where packets vanish. */
export const status = (name: string): MachineCommand<MachineState> =>
  asked(['status', name], name, seconds(30), (lines) =>
    machineStates.find((state) => lines.length === 1 && lines[0] === state),
  );

/** The address in the store; `host:port` for the driver `none`. A stopped machine of virtualbox has none. */
export const ip = (name: string): MachineCommand<string> =>
  asked(['ip', name], name, seconds(15), (lines) =>
    lines.length === 1 && /^\S+$/.test(lines[0] ?? '') ? lines[0] : undefined,
  );

/** Runs a program on the machine's host; gives its stdout. docker-machine makes any exit code of it a 1. */
export function ssh(name: string, argv: readonly string[]): MachineCommand<string> {
  return {
    args: ['ssh', name, ...argv.map(shellWord)],
    deadline: minutes(1),
    parse: (stdout) => ok(stdout),
    refused: nameRefused(name) ?? (argv.length === 0 ? refusal('', 'empty') : undefined),
  };
}

/**
 * The words for a terminal on the machine's host: its shell, or a program there that gets a terminal of its own. Nothing here runs
 * them: they are for who has a terminal, and no deadline ends them.
 */
export function terminal(name: string, argv: readonly string[] = []): Pick<MachineCommand<void>, 'args' | 'refused'> {
  return {
    // ssh looks for options behind the host, too; without this one a program there has no terminal.
    args: ['ssh', name, ...(argv.length > 0 ? ['-t', ...argv.map(shellWord)] : [])],
    refused: nameRefused(name),
  };
}

/**
 * Makes and installs new server certificates (7 s); the engine restarts and its containers stop. `client`: also the client's, and
 * the authority, where they have expired; they are the whole store's, of which every machine has a copy.
 */
export const regenerateCertificates = (name: string, { client = false } = {}): MachineCommand<void> =>
  named(['regenerate-certs', '-f', ...(client ? ['--client-certs'] : []), name], name, minutes(5));

/** Provisions a machine whose host exists. Has no end of its own where the engine's socket is activated by systemd. */
export const provision = (name: string): MachineCommand<void> => named(['provision', name], name, minutes(10));

/** What `create` can be told for a driver. `driverUnknown` where no such driver is installed. */
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
    // Cut first: one pattern for all would go back and forth in a long line that is no option.
    const tab = line.indexOf('\t');
    const match = tab < 0 ? null : /^--([a-z0-9][a-z0-9-]*)(?![a-z0-9-])(?:, -\w)?(.*)$/i.exec(line.slice(0, tab));
    if (!match?.[1]) return [];
    const [, name, value = ''] = match;
    const described = line.slice(tab).replace(/^\t+/, '');
    // Drivers name the variable last.
    const last = described.lastIndexOf(' [$');
    const variable = last < 0 ? null : /^ \[\$(\w+)(?!\w)[^\]]*\]$/.exec(described.slice(last));
    return [
      {
        name,
        // A flag is printed bare, a value with its default or, without one, a blank.
        takes: value === '' ? 'flag' : value.startsWith(' [--') ? 'list' : 'value',
        default: /^ "(.*)"$/.exec(value)?.[1],
        usage: visible(variable ? described.slice(0, last) : described),
        variable: variable?.[1],
      },
    ];
  });
  return options.length > 0 ? options : undefined;
}

/** A command whose answer is read from its lines; what `read` cannot read is `toolGarbled`. */
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

/** Who runs it shows less, once secrets are hidden: none may be cut in two here. */
const longestGarbled = 4000;

/** A command that says nothing we need. */
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

/** One word for the shell of the far host, which docker-machine hands the words to, joined by blanks. */
function shellWord(word: string): string {
  // A word that begins with a dash would be read as an option by ssh itself, which looks for some behind the host too.
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

/** Option names become flags, so they are checked; a value cannot become one, as it always stands behind its `--name=`. */
function createRefused(machine: MachineToCreate, storeUrl: string | undefined): Failure | undefined {
  const option = Object.keys(machine.options).find((each) => !/^[a-zA-Z0-9][a-zA-Z0-9-]*$/.test(each));
  if (option !== undefined) return refusal(option, option === '' ? 'empty' : 'characters');
  if (machine.store && !storeUrl) return refusal('cluster-store', 'empty');
  const hidden = Object.entries(createEnvironment(machine)).map(([variable, value]) => `${variable}=${value}`);
  return driverRefused(machine.driver) ?? argumentRefused([...createFlags(machine, storeUrl), ...hidden]);
}

/** No control character leaves in a value: some end up in the far host's unit files, where a new line is a new setting. */
function argumentRefused(args: readonly string[]): Failure | undefined {
  const bad = args.find((each) => /[\u0000-\u001f\u007f]/.test(each));
  // Without its value, which may be a secret.
  return bad === undefined ? undefined : refusal(bad.replace(/=.*/s, ''), 'characters');
}
