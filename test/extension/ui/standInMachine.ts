// A docker-machine that does what a test tells it to, beside a machine store with the lab's records at addresses where nothing
// listens: for what VS Code shows when the tool misbehaves. It writes down every call.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const records = path.resolve(import.meta.dirname, '../../records/store');

export interface StandInMachine {
  /** Holds all of it; also what its processes carry in their environment. */
  readonly home: string;
  readonly program: string;
  readonly storagePath: string;
  /** An empty folder to open. */
  readonly folder: string;
  /**
   * From now on the program is this shell script; `$1` is the subcommand, `$last` the last argument. `well` answers what is
   * asked before anything is made.
   */
  behave(script: string): void;
  /** Its calls so far, a line each; `SUBCOMMAND …`. */
  calls(): string[];
  forgetCalls(): void;
  /** Puts machines of the lab's records into the store, or takes them out. */
  addMachines(...names: string[]): void;
  removeMachines(...names: string[]): void;
  /** Pids of processes that the program, or a child of it, still has. */
  running(): number[];
  remove(): void;
}

/** Answers the questions; makes a half-made record of a machine of the cluster demo (`record NAME`). */
export const well = `
record() {
  mkdir -p "$MACHINE_STORAGE_PATH/machines/$1"
  printf '{"ConfigVersion":3,"DriverName":"virtualbox","Name":"%s","Driver":{"IPAddress":""},"HostOptions":{"EngineOptions":{"Labels":["dockeroverlay.cluster=demo"]}}}' \\
    "$1" > "$MACHINE_STORAGE_PATH/machines/$1/config.json"
}
case "$1 $last" in
  'version version') echo 'docker-machine version 0.16.2, build bd45ab13'; exit ;;
  'create --help') printf 'Options:\\n   \\n   --driver, -d "virtualbox"\\tDriver to create machine with.\\n'; exit ;;
  status*) echo Stopped; exit ;;
  rm*) rm -rf "$MACHINE_STORAGE_PATH/machines/$last"; echo "Successfully removed $last"; exit ;;
esac
`;

export function standInMachine(): StandInMachine {
  const home = mkdtempSync(path.join(tmpdir(), 'docker-overlay-weather-'));
  const program = path.join(home, 'docker-machine');
  const storagePath = path.join(home, 'store');
  const folder = path.join(home, 'folder');
  const log = path.join(home, 'calls');
  mkdirSync(path.join(storagePath, 'machines'), { recursive: true });
  mkdirSync(folder);
  const machine = (name: string): string => path.join(storagePath, 'machines', name);
  return {
    home,
    program,
    storagePath,
    folder,
    behave: (script) => {
      rmSync(program, { force: true });
      const note = `#!/bin/sh\necho "$*" >> '${log}'\nfor last; do :; done\n`;
      writeFileSync(program, note + script);
      chmodSync(program, 0o755);
    },
    calls: () => (existsSync(log) ? readFileSync(log, 'utf8').split('\n').filter(Boolean) : []),
    forgetCalls: () => {
      rmSync(log, { force: true });
    },
    addMachines: (...names) => {
      for (const name of names) {
        mkdirSync(machine(name), { recursive: true });
        const record = readFileSync(path.join(records, `${name}-config.json`), 'utf8');
        const moved = record.replaceAll('10.99.0.', '127.0.0.').replaceAll('/tmp/lab/store', storagePath);
        writeFileSync(path.join(machine(name), 'config.json'), moved);
      }
    },
    removeMachines: (...names) => {
      for (const name of names) rmSync(machine(name), { recursive: true, force: true });
    },
    running: () => withStorage(storagePath),
    remove: () => {
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** What carries this store in its environment is docker-machine's, or was started by it. */
function withStorage(storagePath: string): number[] {
  const read = (file: string): string => {
    try {
      return readFileSync(file, 'latin1');
    } catch {
      return '';
    }
  };
  return readdirSync('/proc')
    .filter(
      (pid) => /^\d+$/.test(pid) && read(`/proc/${pid}/environ`).includes(`MACHINE_STORAGE_PATH=${storagePath}\0`),
    )
    .filter((pid) => !read(`/proc/${pid}/stat`).includes(' Z '))
    .map(Number);
}
