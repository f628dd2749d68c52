/**
 * Runs docker-machine or a fork of it as a process: the only runner of `MachineCommand` and the only file that uses execa.
 * Each run is a process group that ends with its deadline, its signal or this program.
 */
import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import type * as execaModule from 'execa';
import { deadline, sleep, type Deadline } from '../base/async.ts';
import { expandHome, type Path } from '../base/hostPath.ts';
import type { Disposable } from '../base/lifetime.ts';
import type { Log } from '../base/log.ts';
import { err, ok } from '../base/result.ts';
import type { Milliseconds } from '../base/units.ts';
import type { CreateStage, Failure, Outcome } from '../model/failure.ts';
import { createStage } from './createProgress.ts';
import type { CallOptions, MachineCommand, MachineTool, OutputLine } from './doors.ts';
import { hasGroups, runningGroups, type RunningGroups } from './processGroups.ts';
import { conceal, redact, secretsOf } from '../model/redaction.ts';
import { withoutTerminalCodes } from './terminalCodes.ts';
import { keepOutput, longestLine, meaningful, printable } from './toolOutput.ts';
import { findProgram, isNativeProgram, isNoProgram, isWindows, mayRun, missing } from './toolProgram.ts';

export interface MachineCliConfig {
  /** The setting: a name to find on the PATH, or a path (`~/` and relative paths start at the home folder). */
  readonly path: () => string;
  /** Absolute; becomes MACHINE_STORAGE_PATH. */
  readonly storagePath: () => Path;
  /**
   * Environment variables added by the user, with secrets filled in. May be slow (it asks for secrets): the deadline starts afterwards.
   * If it rejects with an error whose `cause` is a Failure, the run returns that failure.
   */
  readonly environment: () => Promise<Readonly<Record<string, string>>>;
  /** Values that must never be shown, regardless of their variables' names. */
  readonly secrets?: () => Promise<readonly string[]>;
  readonly log: Log;
}

type RunOptions = CallOptions & { readonly onLine?: (line: OutputLine) => void };

/** Runs docker-machine. `dispose` terminates running processes. */
export function createMachineCli(config: MachineCliConfig): MachineTool & Disposable {
  const over = new AbortController();
  const groups = runningGroups();
  return {
    run: (command, options = {}) =>
      run(config, groups, command, {
        ...options,
        signal: options.signal ? AbortSignal.any([options.signal, over.signal]) : over.signal,
      }),
    findsProgram: (name) => findsProgram(config, name, over.signal),
    dispose: () => {
      over.abort();
    },
  };
}

async function run<T>(
  config: MachineCliConfig,
  groups: RunningGroups,
  command: MachineCommand<T>,
  options: RunOptions,
): Promise<Outcome<T>> {
  if (command.refused) return err(command.refused);
  const tool = expandHome(config.path().trim(), homedir());
  const given = await addedEnvironment(config, options.signal);
  if (!given.ok) return given;
  const hidden = command.environment ?? {};
  const known = [...((await config.secrets?.()) ?? []), ...Object.values(hidden)];
  const secrets = secretsOf(command.args, given.value, known);
  const call: Call = {
    file: tool,
    argv: redact(command.args),
    args: command.args,
    environment: environmentOf(process.env, { ...given.value, ...hidden }, config.storagePath()),
    conceal: (text) => conceal(text, secrets),
  };
  const what = describeCall(call);
  const after = options.deadline ?? command.deadline;
  const limit = deadline(after, options.signal);
  const gaveUp = (): Failure =>
    limit.ending() === 'timedOut' ? { kind: 'timedOut', what, after } : { kind: 'cancelled', what };
  try {
    const found = await findProgram(tool, call.environment);
    if (!found.ok) return found;
    const file = found.value;
    const isCreate = command.creates !== undefined;
    const stoodBefore = command.creates !== undefined && (await recordExists(config, command.creates));
    const { execa } = await import('execa');
    const directory = (await isFolder(homedir())) ? homedir() : '/';
    // Last chance to cancel before the process starts: there is no await after this.
    if (limit.ending()) return err(gaveUp());
    const process = { ...options, execa, directory, groups, isCreate, log: config.log };
    const ended = await runProcess({ ...call, file }, limit, process);
    const outcome = ended.isGivenUp ? err(gaveUp()) : await outcomeOf(command, { ...call, file }, ended);
    if (outcome.ok) return outcome;
    // A missing driver is a normal result when looking for drivers.
    const level = outcome.error.kind === 'driverUnknown' ? 'info' : 'warn';
    if ('said' in outcome.error) config.log[level](`${what}: ${outcome.error.said}`);
    if (command.creates === undefined || ended.refused) return outcome;
    return err({
      kind: 'createFailed',
      machine: command.creates,
      stage: ended.stage,
      // A record that already existed is not left over from this create.
      leftover: !stoodBefore && (await recordExists(config, command.creates)),
      cause: outcome.error,
    });
  } finally {
    limit.clear();
  }
}

/** See `MachineTool.findsProgram`. */
async function findsProgram(config: MachineCliConfig, name: string, signal: AbortSignal): Promise<boolean | undefined> {
  if (isWindows) return undefined;
  const given = await addedEnvironment(config, signal);
  if (!given.ok) return undefined;
  const environment = environmentOf(process.env, given.value, config.storagePath());
  const tool = await findProgram(expandHome(config.path().trim(), homedir()), environment);
  if (!tool.ok || !(await isNativeProgram(tool.value))) return undefined;
  return (await findProgram(name, environment)).ok;
}

/** One invocation. */
interface Call {
  readonly file: string;
  readonly args: readonly string[];
  /** `args` without secrets, for failures and the log. */
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly conceal: (text: string) => string;
}

/** How a process ended, and its output. */
interface Ended {
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  /** Terminated by its deadline or signal. */
  readonly isGivenUp: boolean;
  /** The system error if the process could not be started: ENOENT, EACCES, … and its message. */
  readonly refused: { readonly code: string; readonly said: string } | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** The last stage that a create started. */
  readonly stage: CreateStage | undefined;
}

interface ProcessOptions extends RunOptions {
  readonly execa: (typeof execaModule)['execa'];
  readonly directory: Path;
  readonly groups: RunningGroups;
  readonly isCreate: boolean;
  readonly log: Log;
}

async function runProcess(call: Call, limit: Deadline, options: ProcessOptions): Promise<Ended> {
  const { execa, directory, groups, isCreate, log, onLine } = options;
  const words = [basename(call.file), ...call.argv].join(' ');
  const began = performance.now();
  log.info(`${words}: began`);
  let stage: CreateStage | undefined;
  const tell = (stream: OutputLine['stream']) => (text: string) => {
    const begun = isCreate ? createStage(text) : undefined;
    stage = begun ?? stage;
    try {
      onLine?.({ stream, text: call.conceal(text).slice(0, longestLine), stage: begun });
    } catch (error) {
      log.error('who listens to the tool threw', error);
    }
  };
  const child = execa(call.file, [...call.args], {
    env: call.environment,
    extendEnv: false,
    cwd: directory,
    stdin: 'ignore',
    // Streams are read here within a bound; execa's buffers cannot drop their oldest content.
    buffer: false,
    reject: false,
    // Its own process group, so that drivers and their children end with it. Windows has no groups: the process tree is killed instead.
    detached: hasGroups,
    cleanup: false,
    windowsHide: true,
  });
  const wantsLines = onLine !== undefined || isCreate;
  const stdout = keepOutput(child.stdout, wantsLines ? tell('stdout') : undefined);
  const stderr = keepOutput(child.stderr, wantsLines ? tell('stderr') : undefined);
  const { pid } = child;
  const group = pid === undefined ? undefined : groups.add(pid, limit);
  const closePipes = (): void => {
    child.stdout.destroy();
    child.stderr.destroy();
  };
  const exited = new Promise<Exit>((tellExit) => {
    child.once('exit', (code, signal) => {
      group?.leave();
      // A child that it left running, such as a daemon, may hold the pipes open forever.
      setTimeout(closePipes, drainTime).unref();
      tellExit({ exitCode: code ?? undefined, signal: signal ?? undefined, isGivenUp: limit.ending() !== undefined });
    });
  });
  // A process blocked on a device cannot even be killed: return without it.
  const abandoned = group?.gone.then(async (): Promise<Exit> => {
    await sleep(drainTime);
    closePipes();
    return { exitCode: undefined, signal: undefined, isGivenUp: true };
  });
  const ended: Ended =
    group && abandoned
      ? {
          ...(await Promise.race([exited, abandoned])),
          refused: undefined,
          stdout: await stdout,
          stderr: await stderr,
          stage,
        }
      : notStarted(await child);
  await group?.ended();
  const how = ended.isGivenUp ? limit.ending() : (ended.signal ?? ended.exitCode ?? ended.refused?.code);
  log.info(`${words}: ${how ?? 'ended'} after ${Math.round(performance.now() - began)} ms`);
  return ended;
}

type Exit = Pick<Ended, 'exitCode' | 'signal' | 'isGivenUp'>;

const notStarted = (why: {
  readonly code?: string | undefined;
  readonly originalMessage?: string | undefined;
}): Ended => ({
  isGivenUp: false,
  exitCode: undefined,
  signal: undefined,
  refused: { code: why.code ?? '', said: why.originalMessage ?? '' },
  stdout: '',
  stderr: '',
  stage: undefined,
});

/** Interprets the exit of a process that was not terminated. */
async function outcomeOf<T>(
  command: MachineCommand<T>,
  { file, argv, conceal: hide }: Call,
  ended: Ended,
): Promise<Outcome<T>> {
  if (ended.refused) {
    const { code, said } = ended.refused;
    // The file exists and is executable, so its interpreter is missing or the system has another reason.
    const found = isWindows && code === 'ENOENT' ? missing(file) : await mayRun(file);
    return found.ok ? err({ kind: 'toolNotExecutable', path: file, said }) : found;
  }
  const said = meaningful(ended.stderr, ended.stdout, hide);
  if (ended.signal !== undefined) return err({ kind: 'toolSignalled', argv, signal: ended.signal, said });
  const exitCode = ended.exitCode ?? -1;
  if (exitCode === 0) {
    const parsed = command.parse(withoutTerminalCodes(ended.stdout));
    return !parsed.ok && parsed.error.kind === 'toolGarbled'
      ? err({ kind: 'toolGarbled', argv, said: hide(printable(parsed.error.said)).slice(0, charactersGarbled) })
      : parsed;
  }
  if (await isNoProgram(file, exitCode, ended.stderr)) return err({ kind: 'toolNotExecutable', path: file, said });
  return command.otherwise?.(said) ?? err({ kind: 'toolFailed', argv, exitCode, said });
}

/** Short text for the call: `docker-machine create … swarm-node1`. */
function describeCall({ file, argv }: Call): string {
  const words = [basename(file), ...argv].join(' ');
  return words.length <= 80 ? words : [basename(file), argv[0], '…', argv.at(-1)].join(' ').slice(0, 200);
}

async function addedEnvironment(
  config: MachineCliConfig,
  signal: AbortSignal | undefined,
): Promise<Outcome<Readonly<Record<string, string>>>> {
  const cancelled: Failure = { kind: 'cancelled', what: basename(config.path()) };
  if (signal?.aborted) return err(cancelled);
  let stopWaiting = (): void => undefined;
  const aborted = new Promise<Outcome<never>>((tell) => {
    stopWaiting = () => tell(err(cancelled));
    signal?.addEventListener('abort', stopWaiting, { once: true });
  });
  try {
    return await Promise.race([config.environment().then(ok), aborted]);
  } catch (error) {
    const cause: unknown = error instanceof Error ? error.cause : undefined;
    if (isFailure(cause)) return err(cause);
    throw error;
  } finally {
    signal?.removeEventListener('abort', stopWaiting);
  }
}

const isFailure = (value: unknown): value is Failure =>
  typeof value === 'object' && value !== null && 'kind' in value && typeof value.kind === 'string';

/**
 * Variables of a shell configured for an engine, of driver processes (which make docker-machine act as a driver and wait forever)
 * and of debugging, which adds to the output.
 */
const notInherited =
  /^(DOCKER_(HOST|TLS|TLS_VERIFY|CERT_PATH|MACHINE_NAME|CONTEXT|API_VERSION)|MACHINE_PLUGIN_.*|MACHINE_DEBUG|MACHINE_STORAGE_PATH)$/i;

function environmentOf(
  inherited: NodeJS.ProcessEnv,
  added: Readonly<Record<string, string>>,
  storagePath: Path,
): Readonly<Record<string, string>> {
  const kept = Object.entries(inherited).filter(
    (each): each is [string, string] => each[1] !== undefined && !notInherited.test(each[0]),
  );
  return {
    // Otherwise docker-machine reports a failed create with its whole log to a crash collector.
    MACHINE_BUGSNAG_API_TOKEN: 'no-report',
    ...Object.fromEntries(kept),
    ...added,
    MACHINE_STORAGE_PATH: storagePath,
  };
}

const isFolder = (path: Path): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

/** docker-machine considers a machine existing if its folder exists. */
const recordExists = (config: MachineCliConfig, name: string): Promise<boolean> =>
  isFolder(join(config.storagePath(), 'machines', name));

/** Characters kept of output that cannot be parsed. */
const charactersGarbled = 400;

/** How long pipes are read after the process has ended. */
const drainTime: Milliseconds = 500;
