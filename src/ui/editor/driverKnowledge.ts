/** What docker-machine says of the drivers in cluster files: asked once per driver, and only where the workspace is trusted. */
import { minutes, type Milliseconds } from '../../base/units.ts';
import type { KnownDrivers } from '../../model/driver.ts';
import type { Tool } from '../../service/services.ts';

/** A plug-in may be installed meanwhile. */
const unknownFor: Milliseconds = minutes(1);

export class DriverKnowledge {
  readonly #tool: Pick<Tool, 'drivers' | 'driverOptions'>;
  readonly #isTrusted: () => boolean;
  /** Drivers that docker-machine did not know, with the time until that is taken for true. */
  readonly #unknown = new Map<string, number>();

  constructor(tool: Pick<Tool, 'drivers' | 'driverOptions'>, isTrusted: () => boolean) {
    this.#tool = tool;
    this.#isTrusted = isTrusted;
  }

  /** Undefined: it may not be asked, since docker-machine would run a program of the name in the file. */
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
    // Of what failed otherwise nothing is known.
    if (answer.error.kind !== 'driverUnknown') return [];
    this.#unknown.set(name, Date.now() + unknownFor);
    return [[name, undefined]];
  }
}
