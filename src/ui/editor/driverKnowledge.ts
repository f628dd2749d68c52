/** What docker-machine reports about the drivers in cluster files; asked once per driver, only in trusted workspaces. */
import { minutes, type Milliseconds } from '../../base/units.ts';
import type { KnownDrivers } from '../../model/driver.ts';
import type { Tool } from '../../service/services.ts';

/** Ask about an unknown driver again after this: the user may have installed its plug-in. */
const unknownFor: Milliseconds = minutes(1);

export class DriverKnowledge {
  readonly #tool: Pick<Tool, 'drivers' | 'driverOptions'>;
  readonly #isTrusted: () => boolean;
  /** Drivers unknown to docker-machine, each with its expiry time. */
  readonly #unknown = new Map<string, number>();

  constructor(tool: Pick<Tool, 'drivers' | 'driverOptions'>, isTrusted: () => boolean) {
    this.#tool = tool;
    this.#isTrusted = isTrusted;
  }

  /** Undefined if not trusted: docker-machine would run a program named in the file. */
  async of(names: readonly string[]): Promise<KnownDrivers | undefined> {
    if (!this.#isTrusted()) return undefined;
    const answers = await Promise.all([...new Set(names)].map((name) => this.#ask(name)));
    const options = new Map(answers.flat());
    const hasUnknown = [...options.values()].includes(undefined);
    return { options, names: hasUnknown ? (await this.#tool.drivers()).names : [] };
  }

  async #ask(name: string): Promise<readonly (readonly [string, readonly string[] | undefined])[]> {
    if ((this.#unknown.get(name) ?? 0) > Date.now()) return [[name, undefined]];
    const answer = await this.#tool.driverOptions(name);
    if (answer.ok) return [[name, answer.value.map((option) => option.name)]];
    // Any other failure leaves the driver unknown.
    if (answer.error.kind !== 'driverUnknown') return [];
    this.#unknown.set(name, Date.now() + unknownFor);
    return [[name, undefined]];
  }
}
