/** A shell in a container, used by a user who is logged in on the host. */
import { programIn } from '../world/containerProgram.ts';
import type { Container, Host } from '../world/nouns.ts';
import { typeAt, type Login } from './session.ts';

/** Whether a command is a shell without arguments, which reads standard input. */
export const isShell = ([program = '', ...more]: readonly string[]): boolean =>
  more.length === 0 && /^(\/bin\/)?(ba|a)?sh$/.test(program);

/** @returns the shell's exit code, or that of a killed shell if the container ends first */
export function typeInside(login: Login, host: Host, container: Container, hasTerminal: boolean): Promise<number> {
  const { starts } = container;
  return typeAt(
    login,
    // Without a terminal, a shell prints no prompt.
    hasTerminal ? '/ # ' : '',
    programIn(login.world, host, container),
    () => container.state === 'running' && container.starts === starts,
  );
}
