// Doors into the article's cluster in memory; a test puts its own engine or tool behind them.
import { ok } from '../../../src/base/result.ts';
import type { Doors, EngineDoor, MachineCommand, OutputLine } from '../../../src/docker/doors.ts';
import type { Outcome } from '../../../src/model/failure.ts';
import { articleWorld, type FakeWorld } from '../fakeWorld.ts';

export interface World extends Omit<Doors, 'dispose'> {
  readonly fake: FakeWorld;
  dispose(): void;
}

/** The article's cluster, with an engine door and a tool of the test's own where it asks for them. */
export function world(
  own: {
    readonly engine?: Partial<EngineDoor>;
    readonly tool?: (args: readonly string[], fake: FakeWorld, tell: (line: OutputLine) => void) => Outcome<void>;
  } = {},
): World {
  const fake = articleWorld();
  return {
    fake,
    store: fake.store,
    keyValueStores: fake.keyValueStores,
    hosts: fake.hosts,
    engines: {
      ...fake.engines,
      engine: (each) => ({ ...fake.engines.engine(each), ...own.engine }),
      manager: (each) => ({ ...fake.engines.manager(each), ...own.engine }),
    },
    tool: {
      run: async <T>(
        command: MachineCommand<T>,
        options: { readonly onLine?: (line: OutputLine) => void } = {},
      ): Promise<Outcome<T>> => {
        fake.ran.push(command.args);
        const outcome = own.tool?.(command.args, fake, options.onLine ?? ((): void => undefined)) ?? ok(undefined);
        return outcome.ok ? command.parse('') : outcome;
      },
      findsProgram: () => Promise.resolve(true),
    },
    dispose: () => {
      fake.dispose();
    },
  };
}
