/** Logins on a host through `docker-machine ssh`, and interactive shells there or in a container. */
import { runShell, type Program } from '../world/shell.ts';
import type { MachineCall } from './call.ts';

export type Login = Pick<MachineCall, 'world' | 'print' | 'err' | 'ask' | 'signal' | 'settle'>;

/**
 * Runs input line by line until `exit`, the end of input, or until `stands` returns false because the shell's container ended.
 * @returns the shell's exit code
 */
export async function typeAt(
  login: Login,
  prompt: string,
  program: Program,
  stands: () => boolean = () => true,
): Promise<number> {
  let last = 0;
  while (!login.signal.aborted) {
    const line = await login.ask(prompt);
    if (!stands()) return 137;
    const [isEnd, code] = /^\s*(?:exit|logout)(?:\s+(\d+))?\s*$/.exec(line ?? 'exit') ?? [];
    if (line === undefined || isEnd !== undefined) return Number(code ?? last);
    const said = await runShell(line, program);
    await login.settle();
    if (said.out !== '') login.print(said.out);
    if (said.err !== '') login.err(said.err.replace(/\n$/, ''));
    last = said.code;
  }
  return last;
}
