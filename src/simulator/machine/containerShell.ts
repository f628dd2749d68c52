/** A shell in a container, typed at by who is logged in on its host. */
import { programIn } from '../world/containerProgram.ts';
import type { Container, Host } from '../world/nouns.ts';
import { typeAt, type Login } from './session.ts';

/** A shell that was told nothing more: it reads what is typed. */
export const isShell = ([program = '', ...more]: readonly string[]): boolean =>
  more.length === 0 && /^(\/bin\/)?(ba|a)?sh$/.test(program);

/** @returns the shell's exit code: that of a killed one, where the container ends first */
export function typeInside(login: Login, host: Host, container: Container, hasTerminal: boolean): Promise<number> {
  const { starts } = container;
  return typeAt(
    login,
    // Without a terminal no shell asks.
    hasTerminal ? '/ # ' : '',
    programIn(login.world, host, container),
    () => container.state === 'running' && container.starts === starts,
  );
}
