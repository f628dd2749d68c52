/** One VM of VirtualBox created at a time, over all windows of this user, whatever machine store they look at. */
import { join } from 'node:path';
import * as v from 'valibot';
import { sleep } from '../base/async.ts';
import type { Log } from '../base/log.ts';
import type { Path } from '../model/failure.ts';
import { noPlace, type Enter, type Leave, type Waiting } from './places.ts';
import { drawTurn } from './turns.ts';

const creatingSchema = v.object({ machine: v.string() });

/** A VM takes many seconds until it exists. */
const betweenLooks = 200;

/**
 * `folder` is where the locks of all windows lie. Where they cannot be written the windows go on without knowing of each other:
 * that two create at the same moment is rare, and a machine not made is sure.
 */
export function virtualBoxTurns(folder: () => Path, log: Log): Enter {
  return async (waiting) => {
    if (waiting.signal.aborted) return noPlace;
    try {
      return await takeTurn(join(folder(), 'virtualbox-create'), waiting);
    } catch (error) {
      log.warn(
        `creating ${waiting.machine} beside other windows: ${error instanceof Error ? error.message : String(error)}`,
      );
      return noPlace;
    }
  };
}

async function takeTurn(line: Path, { machine, signal, behind }: Waiting): Promise<Leave> {
  const turn = await drawTurn(line, creatingSchema, { machine });
  let told: string | undefined;
  try {
    while (!signal.aborted) {
      const [first] = await turn.before();
      if (!first) return turn.leave;
      if (first.number !== undefined && first.about.machine !== told) {
        told = first.about.machine;
        behind(told);
      }
      await sleep(first.number === undefined ? 10 : betweenLooks, signal);
    }
  } catch (error) {
    await turn.leave();
    throw error;
  }
  await turn.leave();
  return noPlace;
}
