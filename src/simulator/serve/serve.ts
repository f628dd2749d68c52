/** Serves a simulated world: its state file, its ports, its docker-machine command and its clock. */
import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { runMachineCommand } from '../machine/command.ts';
import { beat } from '../world/beat.ts';
import { ClassicManagers } from '../world/classicManager.ts';
import { FaultRefused } from '../world/faults.ts';
import { Refusal } from '../world/refusal.ts';
import { WallTime } from '../world/time.ts';
import { newWorldState, World } from '../world/world.ts';
import { writeCommand } from './commandFile.ts';
import { control } from './control.ts';
import { openControl, socketPath, type Asker, type Question } from './controlSocket.ts';
import { buildDemo, type Demo } from './demo.ts';
import { HttpFront } from './httpFront.ts';
import { takePiece } from './loopback.ts';
import { PortKeeper } from './portKeeper.ts';
import { keepState, readState } from './stateFile.ts';

export interface ServeOptions {
  readonly folder: string;
  readonly speed: number;
  /** The initial content of a new world. */
  readonly demo: Demo;
  /** All hosts share 127.0.0.1, as on systems without other loopback addresses. */
  readonly isShared: boolean;
}

export interface Simulator {
  /** The path of this world's docker-machine command. */
  readonly machinePath: string;
  readonly storagePath: string;
  /** The first two octets of the hosts' addresses; undefined if they share one. */
  readonly net: string | undefined;
  close(): Promise<void>;
}

export async function serve({ folder: given, speed, demo, isShared }: ServeOptions): Promise<Simulator> {
  const folder = resolve(given);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const stateFile = join(folder, 'world.json');
  const known = readState(stateFile);
  const piece = await takePiece(known?.net, folder, known ? known.net === undefined : isShared);
  // Build the content of a new world without delays.
  const time = new WallTime(known ? speed : Number.POSITIVE_INFINITY);
  const world = new World(known ?? newWorldState(piece.net), time);
  const managers = new ClassicManagers(world);
  const ports: PortKeeper = new PortKeeper(world, () => http);
  const settle = (): Promise<void> => ports.settle();
  const http = new HttpFront(world, managers, settle);
  const storagePath = join(folder, 'machine');
  const run = (question: Omit<Question, 'kind'>, asker: Asker): Promise<number> =>
    runMachineCommand(world, question, { ...asker, settle });

  if (!known) {
    await buildDemo(demo, { world, time, speed, storagePath, run, settle, step: () => beat(world, managers) });
    time.speed = speed;
  }
  world.onChange(() => void settle());
  await settle();
  const endSaving = keepState(world, stateFile);
  world.changed();
  const beats = setInterval(
    () => {
      beat(world, managers);
    },
    Math.min(500, Math.max(50, 500 / speed)),
  );

  const server = await openControl(socketPath(folder), async (question, asker) => {
    if (question.kind === 'machine') return run(question, asker);
    try {
      asker.print(control(world, time, question.words, await authorityKey(storagePath)));
      await settle();
      return 0;
    } catch (error) {
      if (!(error instanceof FaultRefused) && !(error instanceof Refusal)) throw error;
      asker.complain(`${error.message}\n`);
      return 1;
    }
  });
  return {
    machinePath: writeCommand(folder),
    storagePath,
    net: world.state.net,
    close: async () => {
      clearInterval(beats);
      server.close();
      await ports.close();
      endSaving();
      piece.release();
    },
  };
}

/** Empty until the first machine is created. */
function authorityKey(storagePath: string): Promise<string> {
  return readFile(join(storagePath, 'certs', 'ca-key.pem'), 'utf8').catch(() => '');
}
