/** Other processes of the same user, as other windows of the product are: they do what a word tells them, and answer with one. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface OtherProcess {
  readonly ask: (word: string) => Promise<string>;
  readonly kill: () => Promise<void>;
}

const children: ChildProcess[] = [];

/** `program` is the text of a module that ends in a function `answer`: it takes a word and gives, in time, another. */
export function otherProcess(program: string): OtherProcess {
  const loop = `
    import { createInterface } from 'node:readline';
    ${program}
    console.log('ready');
    for await (const word of createInterface({ input: process.stdin })) console.log(await answer(word));`;
  const child = spawn(process.execPath, ['--no-warnings', '--input-type=module', '-e', loop], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
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
