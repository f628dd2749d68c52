/**
 * docker-machine, or a fork of it, as a process: the one runner of every `MachineCommand`, and the only file that knows execa.
 * Each run is a process group of its own that ends with its deadline, its signal or this program.
 */
import { constants } from 'node:fs';
import { access, open, readdir, readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, delimiter, isAbsolute, join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import type * as execaModule from 'execa';
import { StringDecoder } from 'node:string_decoder';
import { stripVTControlCharacters } from 'node:util';
import { deadline, sleep, type Deadline } from '../base/async.ts';
import type { Disposable } from '../base/lifetime.ts';
import type { Log } from '../base/log.ts';
import { err, ok } from '../base/result.ts';
import { seconds, type Bytes, type Milliseconds } from '../base/units.ts';
import type { CreateStage, Failure, Outcome, Path } from '../model/failure.ts';
import { isSecret } from '../model/secretOptions.ts';
import { createStage } from './createProgress.ts';
import type { CallOptions, MachineCommand, MachineTool, OutputLine } from './doors.ts';

export interface MachineCliConfig {
  /** The setting: a name to look for on PATH, or a path (`~/` is the home folder, a relative one begins there). */
  readonly path: () => string;
  /** Absolute; becomes MACHINE_STORAGE_PATH. */
  readonly storagePath: () => Path;
  /**
   * What the user adds to the environment, secrets in place. It may take its time (a secret is asked for): no deadline runs
   * yet. When it rejects with an error whose `cause` is a Failure, the run gives that failure.
   */
  readonly environment: () => Promise<Readonly<Record<string, string>>>;
  readonly log: Log;
}

type RunOptions = CallOptions & { readonly onLine?: (line: OutputLine) => void };

/** Runs docker-machine. `dispose` ends what still runs. */
export function createMachineCli(config: MachineCliConfig): MachineTool & Disposable {
  const over = new AbortController();
  const groups = runningGroups();
  return {
    run: (command, options = {}) =>
      run(config, groups, command, {
        ...options,
        signal: options.signal ? AbortSignal.any([options.signal, over.signal]) : over.signal,
      }),
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
  const tool = expandHome(config.path().trim());
  const given = await addedEnvironment(config, options.signal);
  if (!given.ok) return given;
  const secrets = secretsOf(command.args, given.value);
  const call: Call = {
    file: tool,
    argv: redact(command.args),
    args: command.args,
    environment: environmentOf(process.env, given.value, config.storagePath()),
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
    // The last moment to start nothing: from here on nothing is waited for.
    if (limit.ending()) return err(gaveUp());
    const process = { ...options, execa, directory, groups, isCreate, log: config.log };
    const ended = await runProcess({ ...call, file }, limit, process);
    const outcome = ended.isGivenUp ? err(gaveUp()) : await outcomeOf(command, { ...call, file }, ended);
    if (outcome.ok) return outcome;
    if ('said' in outcome.error) config.log.warn(`${what}: ${outcome.error.said}`);
    if (command.creates === undefined || ended.refused) return outcome;
    return err({
      kind: 'createFailed',
      machine: command.creates,
      stage: ended.stage,
      // A record that stood there before is not ours to call a leftover.
      leftover: !stoodBefore && (await recordExists(config, command.creates)),
      cause: outcome.error,
    });
  } finally {
    limit.clear();
  }
}

/** One run as it goes out. */
interface Call {
  readonly file: string;
  readonly args: readonly string[];
  /** `args` without secrets: what failures and the log may carry. */
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly conceal: (text: string) => string;
}

/** How a process ended, and what it said. */
interface Ended {
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  /** The limit came before it ended by itself. */
  readonly isGivenUp: boolean;
  /** The system's word where the process could not be started: ENOENT, EACCES, … with its text. */
  readonly refused: { readonly code: string; readonly said: string } | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** The last stage that a create began. */
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
  log.info(`${words}: begins`);
  let stage: CreateStage | undefined;
  const tell = (stream: OutputLine['stream']) => (text: string) => {
    const begun = isCreate ? createStage(text) : undefined;
    stage = begun ?? stage;
    try {
      onLine?.({ stream, text: call.conceal(text), stage: begun });
    } catch (error) {
      log.error('who listens to the tool threw', error);
    }
  };
  const child = execa(call.file, [...call.args], {
    env: call.environment,
    extendEnv: false,
    cwd: directory,
    stdin: 'ignore',
    // Streams are read here, with a bound; execa's own buffers have none that forgets the oldest.
    buffer: false,
    reject: false,
    // Its own group, so that drivers and their children end with it. Windows has no groups: there the tree is ended.
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
      // What it left behind may hold the pipes open for ever, as a daemon does that it started.
      setTimeout(closePipes, drainTime).unref();
      tellExit({ exitCode: code ?? undefined, signal: signal ?? undefined, isGivenUp: limit.ending() !== undefined });
    });
  });
  // A process that waits for a device does not even go when it is killed: then this call goes without it.
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

/** What the end of a process that was not given up means. */
async function outcomeOf<T>(
  command: MachineCommand<T>,
  { file, argv, conceal: hide }: Call,
  ended: Ended,
): Promise<Outcome<T>> {
  if (ended.refused) {
    const { code, said } = ended.refused;
    // The file was found and may be run: then it is its interpreter that is not there, or the system has its own reason.
    const found = isWindows && code === 'ENOENT' ? missing(file) : await mayRun(file);
    return found.ok ? err({ kind: 'toolNotExecutable', path: file, said }) : found;
  }
  const said = hide(meaningful(ended.stderr, ended.stdout));
  if (ended.signal !== undefined) return err({ kind: 'toolSignalled', argv, signal: ended.signal, said });
  const exitCode = ended.exitCode ?? -1;
  if (exitCode === 0) {
    const parsed = command.parse(stripVTControlCharacters(ended.stdout));
    return !parsed.ok && parsed.error.kind === 'toolGarbled'
      ? err({ kind: 'toolGarbled', argv, said: hide(printable(parsed.error.said)) })
      : parsed;
  }
  if (await isNoProgram(file, exitCode, ended.stderr)) return err({ kind: 'toolNotExecutable', path: file, said });
  return command.otherwise?.(said) ?? err({ kind: 'toolFailed', argv, exitCode, said });
}

/** The call as a person would name it: `docker-machine create … swarm-node1`. */
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
 * Variables of a shell that was pointed at some engine, of a driver's process (with these docker-machine takes itself for
 * one and waits for ever), and the debugging that mixes into answers.
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
    // A failed create would otherwise be reported to a crash collector on the net, with its whole log.
    MACHINE_BUGSNAG_API_TOKEN: 'no-report',
    ...Object.fromEntries(kept),
    ...added,
    MACHINE_STORAGE_PATH: storagePath,
  };
}

const isWindows = process.platform === 'win32';
const hasGroups = !isWindows;

function expandHome(path: string): string {
  if (path === '~') return homedir();
  return /^~[/\\]/.test(path) ? join(homedir(), path.slice(2)) : path;
}

const missing = (path: string): Outcome<never> => err({ kind: 'toolMissing', path });

/** The program's file, looked for as a shell does, so that a missing one and one that may not run are told apart. */
async function findProgram(tool: string, environment: Readonly<Record<string, string>>): Promise<Outcome<Path>> {
  if (tool === '') return missing(tool);
  if (/[/\\]/.test(tool)) return mayRun(isAbsolute(tool) ? tool : resolve(homedir(), tool));
  // Windows tries endings and the current folder too; execa knows how.
  if (isWindows) return ok(tool);
  let denied: Outcome<Path> | undefined;
  for (const folder of (environment['PATH'] ?? '').split(delimiter)) {
    if (folder === '' || !isAbsolute(folder)) continue;
    const found = await mayRun(join(folder, tool));
    if (found.ok) return found;
    if (found.error.kind === 'toolNotExecutable') denied ??= found;
  }
  return denied ?? missing(tool);
}

async function mayRun(path: Path): Promise<Outcome<Path>> {
  try {
    if ((await stat(path)).isDirectory()) return err({ kind: 'toolNotExecutable', path, said: 'Is a directory' });
    await access(path, isWindows ? constants.F_OK : constants.X_OK);
    return ok(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return missing(path);
    return err({ kind: 'toolNotExecutable', path, said: error instanceof Error ? error.message : String(error) });
  }
}

/**
 * Whether the file was no program for this computer: the system then hands it to a shell, whose complaint this is. A file
 * that names its interpreter was a program, whatever it did.
 */
async function isNoProgram(file: Path, exitCode: number, stderr: string): Promise<boolean> {
  const isShellTalking = stderr.split('\n').some((line) => line.startsWith(`${file}: `));
  if (!isShellTalking || ![2, 126, 127].includes(exitCode)) return false;
  try {
    const handle = await open(file);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
      return bytesRead < 2 || buffer.toString('latin1') !== '#!';
    } finally {
      await handle.close();
    }
  } catch {
    return false;
  }
}

const isFolder = (path: Path): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

/** docker-machine itself calls a machine existing when its folder is there. */
const recordExists = (config: MachineCliConfig, name: string): Promise<boolean> =>
  isFolder(join(config.storagePath(), 'machines', name));

/** How long pipes are read after the process ended. */
const drainTime: Milliseconds = 500;
/** From the request to end to the end by force. */
const grace: Milliseconds = seconds(2);
/** How long is waited for what was killed: a process that waits for a device may not go at once. */
const patience: Milliseconds = seconds(2);

/** The groups of processes that run now. */
interface RunningGroups {
  /** From now on the process and all it started end when the limit says so, or with this program. */
  add(pid: number, limit: Deadline): RunningGroup;
}

interface RunningGroup {
  /** The process ended: its id may soon be another's, and what it left running by itself may live. */
  leave(): void;
  /** Resolves when everything is gone that the limit ended; at once when it did not. */
  ended(): Promise<void>;
  /** Resolves only if the limit came: when all is gone, or was killed in vain. */
  readonly gone: Promise<void>;
}

function runningGroups(): RunningGroups {
  const running = new Set<number>();
  // The last moment of this program: no promise is kept any more, so by force.
  const atExit = (): void => {
    if (hasGroups) for (const pid of running) signalGroup(pid, 'SIGKILL');
  };
  const forget = (pid: number): void => {
    running.delete(pid);
    if (running.size === 0) process.removeListener('exit', atExit);
  };
  return {
    add: (pid, limit) => {
      let ending: Promise<void> | undefined;
      let tellGone = (): void => undefined;
      const gone = new Promise<void>((tell) => (tellGone = tell));
      const end = (): void => {
        ending = (hasGroups ? endGroup(pid) : endTree(pid)).finally(tellGone);
      };
      if (running.size === 0) process.once('exit', atExit);
      running.add(pid);
      if (limit.signal.aborted) end();
      else limit.signal.addEventListener('abort', end, { once: true });
      return {
        leave: () => {
          limit.signal.removeEventListener('abort', end);
          if (!ending) forget(pid);
        },
        gone,
        ended: async () => {
          await ending;
          forget(pid);
        },
      };
    },
  };
}

async function endGroup(group: number): Promise<void> {
  signalGroup(group, 'SIGTERM');
  // One that is stopped cannot hear.
  signalGroup(group, 'SIGCONT');
  if (await isGone(group, grace)) return;
  signalGroup(group, 'SIGKILL');
  await isGone(group, patience);
}

async function isGone(group: number, within: Milliseconds): Promise<boolean> {
  const until = performance.now() + within;
  while (await isAlive(group)) {
    if (performance.now() >= until) return false;
    await sleep(50);
  }
  return true;
}

/**
 * Whether anybody of the group still runs. In a container whose first process buries nobody the dead stay listed for ever,
 * so on Linux they are told apart by their state.
 */
async function isAlive(group: number): Promise<boolean> {
  if (!signalGroup(group, 0)) return false;
  const ids = await readdir('/proc').catch(() => []);
  const states = await Promise.all(
    ids.filter((id) => /^\d+$/.test(id)).map((id) => readFile(`/proc/${id}/stat`, 'latin1').catch(() => '')),
  );
  // `pid (name) state parent group …`; a name may hold anything, brackets too.
  const members = states.flatMap((line) => {
    const [state = '', , its] = line.slice(line.lastIndexOf(')') + 2).split(' ');
    return Number(its) === group ? [state] : [];
  });
  return members.length === 0 || members.some((state) => state !== 'Z' && state !== 'X');
}

/** Whether there was anybody to be signalled. */
function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-group, signal);
    return true;
  } catch (error) {
    // macOS says EPERM of a group of which only the dead remain; nobody else can be in a group that we made.
    return !(error instanceof Error && 'code' in error && (error.code === 'ESRCH' || error.code === 'EPERM'));
  }
}

/** Windows: console programs hear no request to end, so by force, children included. */
async function endTree(pid: number): Promise<void> {
  const { execa } = await import('execa');
  await execa('taskkill', ['/PID', String(pid), '/T', '/F'], {
    reject: false,
    stdio: 'ignore',
    windowsHide: true,
    timeout: patience,
  });
}

/** How much of each stream is kept: its end, where docker-machine says what went wrong. */
const outputKept: Bytes = 1024 * 1024;
/** A longer line is told cut off. */
const longestLine = 16 * 1024;

/** Reads a stream to its end and gives the last of it; tells it line by line, across the borders of chunks and characters. */
function keepOutput(stream: Readable, onLine: ((text: string) => void) | undefined): Promise<string> {
  let chunks: Buffer[] = [];
  let size = 0;
  let isCut = false;
  const keepEnd = (): void => {
    if (size <= outputKept) return;
    chunks = [Buffer.from(Buffer.concat(chunks).subarray(-outputKept))];
    size = outputKept;
    isCut = true;
  };
  const lines = onLine && lineTeller(onLine);
  stream.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    size += chunk.length;
    // Joined only now and then, so that a flood of small chunks costs no more than it weighs.
    if (size > 2 * outputKept) keepEnd();
    lines?.take(chunk);
  });
  // A pipe that breaks has said what it had to say.
  stream.on('error', () => undefined);
  return new Promise((tellText) => {
    stream.once('close', () => {
      lines?.end();
      keepEnd();
      const text = Buffer.concat(chunks).toString('utf8');
      // The cut may go through a character and surely goes through a line.
      tellText(isCut ? text.slice(text.indexOf('\n') + 1) : text);
    });
  });
}

function lineTeller(onLine: (text: string) => void): {
  readonly take: (chunk: Buffer) => void;
  readonly end: () => void;
} {
  const decoder = new StringDecoder('utf8');
  let line = '';
  let isBegun = false;
  const endLine = (): void => {
    const whole = line.replace(/\r+$/, '');
    line = '';
    isBegun = false;
    // Of what was written over on a terminal only the last is worth telling.
    onLine(stripVTControlCharacters(whole.slice(whole.lastIndexOf('\r') + 1)));
  };
  const takeText = (text: string): void => {
    for (const [index, part] of text.split('\n').entries()) {
      if (index > 0) endLine();
      if (part === '') continue;
      isBegun = true;
      if (line.length < longestLine) line = (line + part).slice(0, longestLine);
    }
  };
  return {
    take: (chunk) => {
      takeText(decoder.write(chunk));
    },
    end: () => {
      takeText(decoder.end());
      if (isBegun) endLine();
    },
  };
}

/** Text without what a terminal would act on: colours and control characters. */
function printable(text: string): string {
  return stripVTControlCharacters(text).replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffd]+/g, ' ');
}

const linesSaid = 20;
const charactersSaid = 4000;

/** What the tool said was wrong: the end of stderr, else of stdout, without the pages of help that follow a wrong flag. */
function meaningful(stderr: string, stdout: string): string {
  return lastLines(stderr) || lastLines(stdout.split(/^(?:Incorrect Usage\.|Usage: )/m)[0] ?? '');
}

function lastLines(text: string): string {
  const lines = printable(text.slice(-64 * 1024))
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
  return lines.slice(-linesSaid).join('\n').slice(-charactersSaid).trim();
}

/** Variables are named like the options they stand for. */
const isSecretVariable = (name: string): boolean => isSecret(name.toLowerCase().replaceAll('_', '-'));
const hidden = '•••';

/** The arguments as they may be shown: without the values of options and engine variables that are secret by their names. */
function redact(args: readonly string[]): readonly string[] {
  return args.map((arg) => {
    const secret = secretPart(arg);
    return conceal(secret === undefined ? arg : arg.slice(0, arg.length - secret.length) + hidden, []);
  });
}

/** The secret at the end of `--name=secret` or `--engine-env=NAME=secret`. */
function secretPart(arg: string): string | undefined {
  const [, name = '', value = ''] = /^--([^=]+)=(.*)$/s.exec(arg) ?? [];
  if (value === '') return undefined;
  if (isSecret(name)) return value;
  const inner = /^([^=]+)=(.+)$/s.exec(value);
  return inner?.[1] && /^engine-|^swarm-/.test(name) && isSecretVariable(inner[1]) ? inner[2] : undefined;
}

/** Values that must not be repeated when the tool says them. Short ones would blot out half of any text. */
function secretsOf(args: readonly string[], added: Readonly<Record<string, string>>): readonly string[] {
  const fromEnvironment = Object.entries(added)
    .filter(([name]) => isSecretVariable(name))
    .map(([, value]) => value);
  return [...args.flatMap((arg) => secretPart(arg) ?? []), ...fromEnvironment].filter(({ length }) => length >= 6);
}

/** `text` without these secrets, without join tokens, and without passwords in URLs. */
function conceal(text: string, secrets: readonly string[]): string {
  let shown = text;
  for (const secret of secrets) shown = shown.replaceAll(secret, hidden);
  return shown.replace(/SWM(TKN|KEY)-[\w-]+/g, hidden).replace(/(\w:\/\/[^\s/:@]*:)[^\s/@]+@/g, `$1${hidden}@`);
}
