/** Other processes of the same user, as other windows of the product are: they do what a word tells them, and answer with one. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface OtherProcess {
  readonly ask: (word: string) => Promise<string>;
  readonly kill: () => Promise<void>;
}

const children: ChildProcess[] = [];

const inNamespace = ['unshare', '--pid', '--fork', '--kill-child', '--mount-proc'] as const;

/** Whether a process can be started in a PID namespace of its own, as in a container: on Linux, for root. */
export const hasPidNamespaces =
  process.platform === 'linux' && spawnSync(inNamespace[0], [...inNamespace.slice(1), 'true']).status === 0;

/** `program` is the text of a module that ends in a function `answer`: it takes a word and gives, in time, another. */
export function otherProcess(program: string, where?: 'otherNamespace'): OtherProcess {
  const loop = `
    import { createInterface } from 'node:readline';
    ${program}
    console.log('ready');
    for await (const word of createInterface({ input: process.stdin })) console.log(await answer(word));`;
  const [command, ...args] = [
    ...(where ? inNamespace : []),
    process.execPath,
    '--no-warnings',
    '--input-type=module',
    '-e',
    loop,
  ];
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<string> => String((await lines.next()).value);
  const ready = next();
  return {
    ask: async (word) => {
      await ready;
      const answer = next();
      child.stdin.write(`${word}\n`);
      return answer;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

/** Ends those that a test has left. */
export async function endOtherProcesses(): Promise<void> {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
}
