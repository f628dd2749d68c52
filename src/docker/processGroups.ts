/** Terminates processes with all their children, at their limit or when this program exits. */
import { spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { sleep, type Deadline } from '../base/async.ts';
import { seconds, type Milliseconds } from '../base/units.ts';

/** Windows has no process groups: the process tree is killed instead. */
export const hasGroups = process.platform !== 'win32';

/** Time between SIGTERM and SIGKILL. */
const grace: Milliseconds = seconds(2);
/** How long to wait for killed processes: one blocked on a device may not end immediately. */
const patience: Milliseconds = seconds(2);

/** The process groups that are running. */
export interface RunningGroups {
  /** Terminates the process and its children when the limit fires or this program exits. */
  add(pid: number, limit: Deadline): RunningGroup;
}

interface RunningGroup {
  /** Call when the process has ended: its ID may be reused, and processes that it left running may continue. */
  leave(): void;
  /** Resolves when everything that the limit terminated has ended, or immediately if the limit did not fire. */
  ended(): Promise<void>;
  /** Resolves only if the limit fired: when all processes have ended or could not be killed. */
  readonly gone: Promise<void>;
}

export function runningGroups(): RunningGroups {
  const running = new Set<number>();
  // This program is exiting and cannot wait for promises, so kill immediately.
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
  // A stopped process does not handle SIGTERM.
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
 * Whether any process of the group is running. In a container whose init does not reap zombies, they stay listed forever,
 * so on Linux their state is checked.
 */
async function isAlive(group: number): Promise<boolean> {
  if (!signalGroup(group, 0)) return false;
  const ids = await readdir('/proc').catch(() => []);
  const states = await Promise.all(
    ids.filter((id) => /^\d+$/.test(id)).map((id) => readFile(`/proc/${id}/stat`, 'latin1').catch(() => '')),
  );
  // `pid (name) state parent group …`; a name may contain anything, including brackets.
  const members = states.flatMap((line) => {
    const [state = '', , its] = line.slice(line.lastIndexOf(')') + 2).split(' ');
    return Number(its) === group ? [state] : [];
  });
  return members.length === 0 || members.some((state) => state !== 'Z' && state !== 'X');
}

/** Returns whether the group has processes to signal. */
function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-group, signal);
    return true;
  } catch (error) {
    // macOS returns EPERM if only zombies remain; no other user's process can be in a group that we created.
    return !(error instanceof Error && 'code' in error && (error.code === 'ESRCH' || error.code === 'EPERM'));
  }
}

/** On Windows, console programs receive no request to end, so kill the process tree. */
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
