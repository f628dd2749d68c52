/** Describes the installed docker-machine. Each query runs once and is cached as long as the services live. */
import { limit } from '../base/async.ts';
import { seconds, type Milliseconds } from '../base/units.ts';
import { toolFailure } from '../cluster/preflight.ts';
import { driverOptions, version } from '../docker/machineCommands.ts';
import type { MachineTool } from '../docker/doors.ts';
import { builtInDrivers, type DriverOption } from '../model/driver.ts';
import type { Outcome } from '../model/failure.ts';
import type { Tool } from './services.ts';

export interface ToolOptions {
  readonly tool: MachineTool;
  /** Names of the drivers that are separate programs. */
  readonly plugins: () => Promise<readonly string[]>;
}

/** Each query starts one or two processes: a small limit keeps an old computer usable. */
const atOnce = 4;
/** Help is printed immediately, and the user waits for it. */
const longest: Milliseconds = seconds(5);

export function createTool({ tool, plugins }: ToolOptions): Tool {
  const answers = new Map<string, Promise<Outcome<readonly DriverOption[]>>>();
  const inTurn = limit(atOnce);
  const options = async (driver: string): Promise<Outcome<readonly DriverOption[]>> => {
    const answer = answers.get(driver) ?? inTurn(() => tool.run(driverOptions(driver), { deadline: longest }));
    answers.set(driver, answer);
    const outcome = await answer;
    // Do not cache a failure: a driver can be installed meanwhile.
    if (!outcome.ok) answers.delete(driver);
    return outcome;
  };
  const isOffered = async (driver: string): Promise<boolean> => {
    const outcome = await options(driver);
    return outcome.ok || outcome.error.kind !== 'driverUnknown';
  };
  return {
    version: () => tool.run(version, { deadline: longest }),
    failure: () => toolFailure(tool),
    driverOptions: options,
    drivers: async () => {
      const beside = (await plugins()).filter((name) => !builtInDrivers.some((each) => each === name));
      const candidates = [...builtInDrivers, ...beside];
      // The first answer shows whether docker-machine works at all.
      const first = await options(builtInDrivers[0]);
      if (!first.ok && first.error.kind !== 'driverUnknown') return { names: candidates, failure: first.error };
      const offered = await Promise.all(candidates.map(isOffered));
      return { names: candidates.filter((_, index) => offered[index]), failure: undefined };
    },
  };
}
