/** Containers of classic swarm on a host that has moved: the address they advertise is part of their command. Pure. */
import { addressOf, hostOf } from './address.ts';
import type { Address } from './failure.ts';

/** A container that advertises a former address of its host. */
export interface StaleAgent {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  /** What it advertises, and what one made for the host's address of now advertises. */
  readonly from: Address;
  readonly to: Address;
}

/** A machine whose host is at another address than the managers are told. */
export interface AgentMove {
  readonly machine: string;
  /** Its agent, and on a manager's machine also the container of the manager. */
  readonly agents: readonly StaleAgent[];
}

/** What a command of swarm says it advertises; undefined: nothing. `--addr` was its name up to swarm 0.4. */
export function advertisedBy(command: readonly string[]): Address | undefined {
  const at = placeOf(command);
  return at && command[at.index]?.slice(at.from);
}

/**
 * The address that replaces `advertised` when a host moves `from` one endpoint of its engine `to` another: a manager has a port of its
 * own, which stays. Undefined: it is not about that host.
 */
export function movedAddress(advertised: Address, from: Address, to: Address): Address | undefined {
  if (advertised === from) return to;
  const port = /:(\d+)$/.exec(advertised)?.[1];
  return port !== undefined && hostOf(advertised) === hostOf(from) ? addressOf(hostOf(to), Number(port)) : undefined;
}

/** The same command, advertising another address. */
export function readvertised(command: readonly string[], address: Address): readonly string[] {
  const at = placeOf(command);
  if (!at) return command;
  return command.map((word, index) => (index === at.index ? word.slice(0, at.from) + address : word));
}

/** Where the address stands: in a word of its own, or behind `=`. */
function placeOf(command: readonly string[]): { readonly index: number; readonly from: number } | undefined {
  for (const [index, word] of command.entries()) {
    const [option = '', value] = word.split(/=(.*)/s, 2);
    if (!options.has(option)) continue;
    if (value !== undefined) return { index, from: option.length + 1 };
    return command[index + 1] === undefined ? undefined : { index: index + 1, from: 0 };
  }
  return undefined;
}

const options: ReadonlySet<string> = new Set(['--advertise', '-advertise', '--addr', '-addr']);
