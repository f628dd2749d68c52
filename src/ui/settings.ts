/** The settings `dockerOverlay.*`, typed, and the secrets that they name. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { workspace, type ExtensionContext, type SecretStorage } from 'vscode';
import { Emitter } from '../base/event.ts';
import { expandHome } from '../base/homePath.ts';
import { Lifetime, type Disposable } from '../base/lifetime.ts';
import { err, ok } from '../base/result.ts';
import type { Outcome, Path } from '../model/failure.ts';
import type { Config } from '../service/services.ts';
import { t } from './localise.ts';
import { fillSecrets, secretNames } from './secrets.ts';
import { storagePath } from './storagePath.ts';
import { window } from './surface/window.ts';

type OnFailure = Config['onFailure'];

export class Settings implements Disposable {
  readonly #secrets: SecretStorage;
  readonly #journalPath: Path;
  readonly #changes = new Emitter<void>();
  readonly #lifetime = new Lifetime();
  /** Asked for at every question to an engine, and VS Code takes a millisecond for its settings. */
  #config: Config | undefined;

  constructor(context: ExtensionContext) {
    this.#secrets = context.secrets;
    this.#journalPath = context.globalStorageUri.fsPath;
    this.#lifetime.add(this.#changes);
    this.#lifetime.add(
      workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('dockerOverlay')) this.#config = undefined;
        if (servicesNeed.some((name) => change.affectsConfiguration(`dockerOverlay.${name}`))) this.#changes.fire();
      }),
    );
    this.#lifetime.add(
      workspace.onDidGrantWorkspaceTrust(() => {
        this.#config = undefined;
      }),
    );
  }

  /** A setting that the services are built from has changed. */
  readonly onDidChange = this.#changes.event;

  get isReadOnly(): boolean {
    return read<boolean>('readOnly', false);
  }

  get onFailure(): OnFailure {
    const value = read<string>('up.onFailure', 'keep');
    return value === 'rollback' || value === 'ask' ? value : 'keep';
  }

  get machinePath(): string {
    return expandHome(read<string>('machine.path', '').trim() || 'docker-machine', homedir());
  }

  /** Where programs are looked for that docker-machine and its drivers are. */
  get searchPath(): string {
    return environmentSetting()['PATH'] ?? process.env['PATH'] ?? '';
  }

  /** What services are built from. VS Code leaves out a workspace's restricted settings until it is trusted. */
  config(): Config {
    this.#config ??= this.#read();
    return this.#config;
  }

  #read(): Config {
    return {
      machinePath: this.machinePath,
      storagePath: storagePath(read<string>('machine.storagePath', ''), process.env['MACHINE_STORAGE_PATH'], homedir()),
      environment: () => this.#environment(),
      secrets: async () => [...(await this.#keptSecrets()).values()],
      probeTimeout: Math.max(1, read<number>('probeTimeout', 5)),
      parallelism: Math.max(0, Math.floor(read<number>('up.parallelism', 0))),
      onFailure: this.onFailure,
      images: {
        consul: read('images.consul', ''),
        etcd: read('images.etcd', ''),
        zookeeper: read('images.zookeeper', ''),
        swarm: read('images.swarm', ''),
        probe: read('images.probe', ''),
      },
      journalPath: this.#journalPath,
      // The extension's own folder is another one in each edition of VS Code.
      sharedPath: join(homedir(), '.docker', '.docker-overlay', 'locks'),
    };
  }

  /** Asks for the secrets that the environment names and that are not kept yet. Only for what a person began: nothing in the background asks. */
  async askSecrets(): Promise<Outcome<void>> {
    for (const name of secretNames(environmentSetting())) {
      if ((await this.#secrets.get(secretKey(name))) !== undefined) continue;
      const value = await window.showInputBox({
        title: t('Secret for docker-machine'),
        prompt: t(
          'The setting dockerOverlay.machine.environment names the secret "{0}". It is kept in VS Code’s secret storage.',
          name,
        ),
        password: true,
        ignoreFocusOut: true,
      });
      if (!value) return err({ kind: 'secretMissing', name });
      await this.#secrets.store(secretKey(name), value);
    }
    return ok(undefined);
  }

  /** Forgets the kept secrets that the environment names; gives their names. */
  async forgetSecrets(): Promise<readonly string[]> {
    const names = secretNames(environmentSetting());
    for (const name of names) await this.#secrets.delete(secretKey(name));
    return names;
  }

  dispose(): void {
    this.#lifetime.dispose();
  }

  async #environment(): Promise<Readonly<Record<string, string>>> {
    return fillSecrets(environmentSetting(), await this.#keptSecrets());
  }

  /** Of the secrets that the environment names, by name. */
  async #keptSecrets(): Promise<ReadonlyMap<string, string>> {
    const kept = new Map<string, string>();
    for (const name of secretNames(environmentSetting())) {
      const value = await this.#secrets.get(secretKey(name));
      if (value !== undefined) kept.set(name, value);
    }
    return kept;
  }
}

/** Settings whose change needs new services; the others are read when they are used. */
const servicesNeed = ['machine.path', 'machine.storagePath', 'machine.environment', 'probeTimeout', 'up', 'images'];

function read<T>(name: string, otherwise: T): T {
  const value = workspace.getConfiguration('dockerOverlay').get<unknown>(name);
  // What stands in a settings file need not be of the type that package.json asks for.
  return typeof value === typeof otherwise ? (value as T) : otherwise;
}

function environmentSetting(): Readonly<Record<string, string>> {
  const value = workspace.getConfiguration('dockerOverlay').get<unknown>('machine.environment');
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, each]) => {
      if (typeof each === 'string') return [[key, each]];
      return typeof each === 'number' || typeof each === 'boolean' ? [[key, String(each)]] : [];
    }),
  );
}

const secretKey = (name: string): string => `environment.${name}`;
