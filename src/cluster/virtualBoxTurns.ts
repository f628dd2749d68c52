/** Creates one VirtualBox VM at a time across all windows and VS Code editions of this user, whatever machine store they use. */
import { join } from 'node:path';
import * as v from 'valibot';
import { sleep } from '../base/async.ts';
import type { Log } from '../base/log.ts';
import type { Milliseconds } from '../base/units.ts';
import { wordsOf } from '../docker/machineStoreFiles.ts';
import type { Path } from '../base/hostPath.ts';
import { defaultPace, type Pace } from './heldClaim.ts';
import { noPlace, type Enter, type Leave, type Waiting } from './places.ts';
import { drawTurn } from './turns.ts';

const creatingSchema = v.object({ machine: v.string() });

/** Creating a VM takes many seconds. */
const betweenLooks: Milliseconds = 200;
/** Longer than any VM takes to create, including its image's download: a claim held longer is abandoned. */
const longestTurn: Milliseconds = 30 * 60_000;

export interface VirtualBoxTurnsOptions {
  readonly pace?: Pace;
  /** How long to wait behind the same claim. */
  readonly longest?: Milliseconds;
}

/**
 * `folder` contains this user's locks. If it is not writable, windows continue uncoordinated: parallel creates are rare, but refusing would
 * always fail.
 */
export function virtualBoxTurns(folder: () => Path, log: Log, options: VirtualBoxTurnsOptions = {}): Enter {
  return async (waiting) => {
    if (waiting.signal.aborted) return noPlace;
    try {
      return await takeTurn(join(folder(), 'virtualbox-create'), waiting, options);
    } catch (error) {
      log.warn(`creating ${waiting.machine} beside other windows: ${wordsOf(error)}`);
      return noPlace;
    }
  };
}

async function takeTurn(
  line: Path,
  { machine, signal, behind }: Waiting,
  { pace = defaultPace, longest = longestTurn }: VirtualBoxTurnsOptions,
): Promise<Leave> {
  const turn = await drawTurn(line, creatingSchema, { machine }, pace);
  let told: string | undefined;
  let first: { readonly id: string; readonly since: number } | undefined;
  try {
    while (!signal.aborted) {
      const [next] = await turn.before();
      if (!next) return turn.leave;
      if (next.id !== first?.id) first = { id: next.id, since: performance.now() };
      else if (performance.now() - first.since > (next.number === undefined ? pace.draw : longest))
        throw new Error(`process ${String(next.process.pid)} does not leave its turn`);
      if (next.number !== undefined && next.about.machine !== told) {
        told = next.about.machine;
        behind(told);
      }
      await sleep(next.number === undefined ? 10 : betweenLooks, signal);
    }
  } catch (error) {
    await turn.leave();
    throw error;
  }
  await turn.leave();
  return noPlace;
}
