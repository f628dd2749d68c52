/** Processes with all that they start: they end together, with their limit or with this program. */
import { spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { sleep, type Deadline } from '../base/async.ts';
import { seconds, type Milliseconds } from '../base/units.ts';

/** Windows has no groups: there the tree is ended. */
export const hasGroups = process.platform !== 'win32';

/** From the request to end to the end by force. */
const grace: Milliseconds = seconds(2);
/** How long is waited for what was killed: a process that waits for a device may not go at once. */
const patience: Milliseconds = seconds(2);

/** The groups of processes that run now. */
export interface RunningGroups {
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

export function runningGroups(): RunningGroups {
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
function endTree(pid: number): Promise<void> {
  return new Promise((resolve) => {
    const taskkill = spawn('taskkill', ['/PID', String(pid), '/T', '/F'], {
      stdio: 'ignore',
      windowsHide: true,
      timeout: patience,
    });
    const end = (): void => {
      resolve();
    };
    taskkill.once('close', end);
    taskkill.once('error', end);
  });
}
