/** Runs a program in a VS Code terminal as a task: argv without a shell, and with a known end. */
import { randomUUID } from 'node:crypto';
import { ProcessExecution, TaskPanelKind, TaskRevealKind, TaskScope, tasks, workspace, type Task } from 'vscode';
import { Lifetime } from '../../base/lifetime.ts';
import { newTask } from '../surface/items.ts';

export interface Program {
  /** Name of its terminal. */
  readonly name: string;
  /** Absolute path. */
  readonly file: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Returns the exit code, or undefined if there is none. Aborting the signal ends the program. */
export async function runTask(
  { name, file, args, folder, environment }: Program,
  signal: AbortSignal,
): Promise<number | undefined> {
  const run = randomUUID();
  const task = newTask(
    { type: 'dockerOverlay', run },
    workspace.workspaceFolders ? TaskScope.Workspace : TaskScope.Global,
    name,
    new ProcessExecution(file, [...args], { cwd: folder, env: { ...environment } }),
  );
  task.presentationOptions = {
    reveal: TaskRevealKind.Always,
    panel: TaskPanelKind.Dedicated,
    clear: true,
    showReuseMessage: true,
  };
  const lifetime = new Lifetime();
  try {
    return await new Promise<number | undefined>((resolve, reject) => {
      const isOwn = (other: Task): boolean => other.definition['run'] === run;
      lifetime.add(
        tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
          if (isOwn(execution.task)) resolve(exitCode);
        }),
      );
      // Also fires if no process started.
      lifetime.add(
        tasks.onDidEndTask(({ execution }) => {
          if (isOwn(execution.task)) setTimeout(resolve, afterEnd, undefined);
        }),
      );
      Promise.resolve(tasks.executeTask(task)).then((execution) => {
        const end = (): void => {
          execution.terminate();
        };
        signal.addEventListener('abort', end, { once: true });
        lifetime.add({
          dispose: () => {
            signal.removeEventListener('abort', end);
          },
        });
        if (signal.aborted) end();
      }, reject);
    });
  } finally {
    lifetime.dispose();
  }
}

/** The end of a task may be reported before that of its process. In milliseconds. */
const afterEnd = 1000;
