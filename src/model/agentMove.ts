/** Classic swarm containers on a host whose address changed: their command contains the advertised address. Pure. */
import { addressOf, hostOf, type Address } from './address.ts';

/** A container that advertises a former address of its host. */
export interface StaleAgent {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  /** The address it advertises, and the one a new container on this host would advertise. */
  readonly from: Address;
  readonly to: Address;
}

/** A machine whose host has another address than the one its containers advertise. */
export interface AgentMove {
  readonly machine: string;
  /** The agent, and on a manager's machine also the manager's container. */
  readonly agents: readonly StaleAgent[];
}

/** The address that a swarm command advertises, if any. The option was called `--addr` up to swarm 0.4. */
export function advertisedBy(command: readonly string[]): Address | undefined {
  const at = placeOf(command);
  return at && command[at.index]?.slice(at.from);
}

/**
 * The address that replaces `advertised` when a host's engine endpoint moves `from` one address `to` another. A manager keeps its own port.
 * Undefined if `advertised` is another host's address.
 */
export function movedAddress(advertised: Address, from: Address, to: Address): Address | undefined {
  if (advertised === from) return to;
  const port = /:(\d+)$/.exec(advertised)?.[1];
  return port !== undefined && hostOf(advertised) === hostOf(from) ? addressOf(hostOf(to), Number(port)) : undefined;
}

/** Returns the command with another advertised address. */
export function readvertised(command: readonly string[], address: Address): readonly string[] {
  const at = placeOf(command);
  if (!at) return command;
  return command.map((word, index) => (index === at.index ? word.slice(0, at.from) + address : word));
}

/** Position of the address: a word of its own, or the part after `=`. */
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
