/** Watches the machine store and reports relevant changes, but no rewrites with the same content. */
import { createHash } from 'node:crypto';
import { watch, type FSWatcher } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { coalesce, limit } from '../base/async.ts';
import { Emitter, type Event } from '../base/event.ts';
import type { Disposable } from '../base/lifetime.ts';
import type { Log } from '../base/log.ts';
import { seconds, type Milliseconds } from '../base/units.ts';
import type { Path } from '../base/hostPath.ts';
import { certificateTargets, clientFiles } from './machineCertificates.ts';
import {
  authorityExists,
  codeOf,
  exists,
  filesAtOnce,
  machineFolders,
  readRecord,
  wordsOf,
} from './machineStoreFiles.ts';

/** Changes in quicker succession than this are reported once. */
const quiet: Milliseconds = 75;

/** Poll interval if the system has no more watches. */
const fallbackPeriod: Milliseconds = seconds(5);

interface Watched {
  /** Identity of the watched file or folder; a replaced folder needs a new watch. */
  readonly identity: string;
  readonly watcher: FSWatcher;
}

/** A path to watch, and which names in it are relevant. */
interface Target {
  readonly path: Path;
  readonly concerns: (name: string) => boolean;
}

/**
 * Fires when a machine changes: a folder is added or removed, or a record or certificate changes. Ignores a record rewritten
 * with the same content (rancher-machine's `status` does that), because observing would trigger itself. Does not watch the
 * machines' folders themselves, because VirtualBox writes its disks there.
 */
export class MachineStoreWatch implements Disposable {
  readonly #store: Path;
  readonly #log: Log;
  readonly #changes: Emitter<void>;
  readonly #look: { readonly call: () => Promise<void>; readonly dispose: () => void };
  readonly #watched = new Map<Path, Watched>();
  /** Watches that have reported their own end. */
  readonly #stale = new Set<Path>();
  #listeners = 0;
  #first: Promise<void> = Promise.resolve();
  #seen: string | undefined;
  #poll: NodeJS.Timeout | undefined;
  #isOver = false;

  constructor(store: Path, log: Log) {
    this.#store = store;
    this.#log = log;
    this.#changes = new Emitter((error) => {
      log.error('a listener of the machine store threw', error);
    });
    this.#look = coalesce(quiet, () => this.#lookAround());
  }

  readonly event: Event<void> = (listener) => {
    const subscription = this.#changes.event(listener);
    this.#listeners += 1;
    if (this.#listeners === 1) this.#first = this.#lookAround();
    let isOver = false;
    return {
      dispose: () => {
        if (isOver) return;
        isOver = true;
        subscription.dispose();
        this.#listeners -= 1;
        if (this.#listeners === 0) this.#rest();
      },
    };
  };

  /** Resolves once everything is watched, or immediately without listeners. */
  ready(): Promise<void> {
    return this.#first;
  }

  dispose(): void {
    this.#isOver = true;
    this.#look.dispose();
    this.#rest();
    this.#changes.dispose();
  }

  #isResting(): boolean {
    return this.#isOver || this.#listeners === 0;
  }

  #rest(): void {
    for (const { watcher } of this.#watched.values()) watcher.close();
    this.#watched.clear();
    this.#stale.clear();
    clearInterval(this.#poll);
    this.#poll = undefined;
    this.#seen = undefined;
  }

  /** Updates the watches, and only then compares the content with the last known one. */
  async #lookAround(): Promise<void> {
    if (this.#isResting()) return;
    try {
      const folders = await machineFolders(this.#store);
      const names = folders.ok ? folders.value : [];
      await this.#keepWatches([...(await this.#folderTargets()), ...(await this.#recordTargets(names))]);
      const now = await this.#signature(folders.ok ? names : [folders.error.kind]);
      if (this.#isResting()) return;
      const isChange = this.#seen !== undefined && this.#seen !== now;
      this.#seen = now;
      if (isChange) this.#changes.fire();
    } catch (error) {
      // File system errors are handled above: this is a bug and must not end the watch.
      this.#log.error('watching the machine store', error);
    }
  }

  async #folderTargets(): Promise<readonly Target[]> {
    const store = this.#store;
    const targets: Target[] = [
      { path: store, concerns: (name) => name === 'machines' || name === 'certs' },
      { path: join(store, 'machines'), concerns: (name) => !name.startsWith('.') },
      { path: join(store, 'certs'), concerns: (name) => (clientFiles as readonly string[]).includes(name) },
    ];
    // The parent folder of the machine store, or its nearest existing ancestor, where the missing path would be created.
    let child = store;
    let parent = dirname(store);
    while (parent !== dirname(parent) && !(await exists(parent))) {
      child = parent;
      parent = dirname(parent);
    }
    const step = basename(child);
    if (parent !== child) targets.push({ path: parent, concerns: (name) => name === step });
    return targets;
  }

  /** Each machine's record and certificates, or its folder until the record exists. */
  async #recordTargets(names: readonly string[]): Promise<readonly Target[]> {
    const inTurn = limit(filesAtOnce);
    const targets = await Promise.all(
      names.map((name) =>
        inTurn(async (): Promise<readonly Target[]> => {
          const directory = join(this.#store, 'machines', name);
          const record = join(directory, 'config.json');
          if (await exists(record))
            return [{ path: record, concerns: () => true }, ...(await certificateTargets(directory))];
          return [{ path: directory, concerns: (file) => file === 'config.json' }];
        }),
      ),
    );
    return targets.flat();
  }

  async #keepWatches(targets: readonly Target[]): Promise<void> {
    const inTurn = limit(filesAtOnce);
    const identities = await Promise.all(targets.map(({ path }) => inTurn(() => identityOf(path))));
    if (this.#isResting()) return;
    const wanted = new Set(targets.map(({ path }) => path));
    for (const path of [...this.#watched.keys()]) if (!wanted.has(path)) this.#unwatch(path);
    let exhausted: unknown;
    for (const [index, target] of targets.entries()) {
      const identity = identities[index];
      const old = this.#watched.get(target.path);
      if (old && old.identity === identity && !this.#stale.has(target.path)) continue;
      this.#unwatch(target.path);
      if (identity === undefined) continue;
      try {
        this.#watch(target, identity);
      } catch (error) {
        // The parent folder reports paths removed meanwhile, and unreadable ones are not read either.
        if (!['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM'].includes(codeOf(error) ?? '')) exhausted = error;
      }
    }
    this.#pollWhile(exhausted);
  }

  #watch({ path, concerns }: Target, identity: string): void {
    const watcher = watch(path, { persistent: false });
    watcher.on('change', (event: string, file: string | Buffer | null) => {
      const name = file === null ? undefined : file.toString();
      // A watch whose path was moved or removed reports that as a rename of itself and then never fires again.
      const isOwnEnd = event === 'rename' && (name === undefined || name === basename(path));
      if (isOwnEnd) this.#stale.add(path);
      if (isOwnEnd || name === undefined || concerns(name)) void this.#look.call();
    });
    watcher.on('error', () => {
      this.#stale.add(path);
      void this.#look.call();
    });
    this.#watched.set(path, { identity, watcher });
  }

  #unwatch(path: Path): void {
    this.#watched.get(path)?.watcher.close();
    this.#watched.delete(path);
    this.#stale.delete(path);
  }

  #pollWhile(exhausted: unknown): void {
    if (exhausted === undefined) {
      clearInterval(this.#poll);
      this.#poll = undefined;
    } else if (!this.#poll) {
      this.#log.warn(`cannot watch ${this.#store}, looking every ${fallbackPeriod / 1000} s: ${wordsOf(exhausted)}`);
      this.#poll = setInterval(() => void this.#look.call(), fallbackPeriod);
      this.#poll.unref();
    }
  }

  /** Returns everything whose changes are reported, as one string. */
  async #signature(names: readonly string[]): Promise<string> {
    const inTurn = limit(filesAtOnce);
    const hasAuthority = await authorityExists(this.#store);
    const shared = await stampsIn(join(this.#store, 'certs'));
    const machines = await Promise.all(
      names.map((name) => inTurn(() => machineSignature(join(this.#store, 'machines', name)))),
    );
    return JSON.stringify([hasAuthority, shared, names, machines]);
  }
}

async function machineSignature(directory: Path): Promise<string> {
  const record = await readRecord(directory, '').then((read) =>
    read.ok ? createHash('sha1').update(read.value).digest('base64') : read.error.kind,
  );
  return [record, ...(await stampsIn(directory))].join(' ');
}

function stampsIn(directory: Path): Promise<readonly string[]> {
  return Promise.all(
    clientFiles.map((name) =>
      stat(join(directory, name)).then(
        ({ size, mtimeMs }) => `${size}@${mtimeMs}`,
        () => '',
      ),
    ),
  );
}

const identityOf = (path: Path): Promise<string | undefined> =>
  stat(path).then(
    ({ dev, ino, birthtimeMs }) => `${dev}:${ino}:${birthtimeMs}`,
    () => undefined,
  );
