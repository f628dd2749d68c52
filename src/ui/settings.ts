/** The typed settings `dockerOverlay.*` and the secrets that they name. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { workspace, type ExtensionContext, type SecretStorage } from 'vscode';
import { Emitter } from '../base/event.ts';
import { expandHome, type Path } from '../base/hostPath.ts';
import { Lifetime, type Disposable } from '../base/lifetime.ts';
import { err, ok } from '../base/result.ts';
import type { Outcome } from '../model/failure.ts';
import type { Config } from '../service/services.ts';
import { t } from './localise.ts';
import { fillSecrets, secretNames, storagePath } from './settingValues.ts';
import { isTrueAnywhere, numberBetween, userValue, variables, type Variable } from './settingScopes.ts';
import { window } from './surface/window.ts';

type OnFailure = Config['onFailure'];

export class Settings implements Disposable {
  readonly #secrets: SecretStorage;
  readonly #journalPath: Path;
  readonly #changes = new Emitter<void>();
  readonly #lifetime = new Lifetime();
  /** Cached: every engine request reads it, and VS Code takes a millisecond to read settings. */
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

  /** Fires when a setting used to build the services changes. */
  readonly onDidChange = this.#changes.event;

  get isReadOnly(): boolean {
    // A folder's settings cannot turn off what the user's turn on.
    return isTrueAnywhere('readOnly');
  }

  get onFailure(): OnFailure {
    const value = read<string>('up.onFailure', 'keep');
    // Only the user's own settings may allow a rollback without confirmation.
    if (value === 'rollback') return userValue('up.onFailure') === 'rollback' ? 'rollback' : 'ask';
    return value === 'ask' ? value : 'keep';
  }

  get machinePath(): string {
    return expandHome(read<string>('machine.path', '').trim() || 'docker-machine', homedir());
  }

  /** Where to look for docker-machine and its drivers. */
  get searchPath(): string {
    return variables('machine.environment').find(({ name }) => name === 'PATH')?.value ?? process.env['PATH'] ?? '';
  }

  /** Settings to build services from. VS Code leaves out a workspace's restricted settings until it is trusted. */
  config(): Config {
    this.#config ??= this.#read();
    return this.#config;
  }

  #read(): Config {
    // Captured once: later credentials may belong to another account.
    const environment = variables('machine.environment');
    return {
      machinePath: this.machinePath,
      storagePath: storagePath(read<string>('machine.storagePath', ''), process.env['MACHINE_STORAGE_PATH'], homedir()),
      environment: () => this.#filled(environment),
      secrets: async () =>
        (await Promise.all(secretsOf(environment).map((each) => this.#kept(each)))).flatMap((value) => value ?? []),
      probeTimeout: numberBetween(settingOf('probeTimeout'), 1, 120, 5),
      parallelism: Math.floor(numberBetween(settingOf('up.parallelism'), 0, mostAtOnce, 0)),
      onFailure: this.onFailure,
      images: {
        consul: read('images.consul', ''),
        etcd: read('images.etcd', ''),
        zookeeper: read('images.zookeeper', ''),
        swarm: read('images.swarm', ''),
        probe: read('images.probe', ''),
      },
      journalPath: this.#journalPath,
      // The extension's own folder differs between editions of VS Code.
      sharedPath: join(homedir(), '.docker', '.docker-overlay', 'locks'),
    };
  }

  /** Asks for secrets that the environment names and that are not stored yet. Only for user actions: background work never asks. */
  async askSecrets(): Promise<Outcome<void>> {
    for (const secret of secretsOf(variables('machine.environment'))) {
      const { name, setBy } = secret;
      if ((await this.#kept(secret)) !== undefined) continue;
      const value = await window.showInputBox({
        title: t('Secret for docker-machine'),
        prompt:
          setBy === ''
            ? t(
                'The setting dockerOverlay.machine.environment names the secret "{0}". It is kept in VS Code’s secret storage.',
                name,
              )
            : t(
                'The settings of this workspace ask for the secret "{0}". It is kept in VS Code’s secret storage, for this workspace only.',
                name,
              ),
        password: true,
        ignoreFocusOut: true,
      });
      if (!value) return err({ kind: 'secretMissing', name });
      await this.#secrets.store(secretKey(secret), value);
    }
    return ok(undefined);
  }

  /** Deletes the stored secrets that the environment names. Returns their names. */
  async forgetSecrets(): Promise<readonly string[]> {
    const secrets = secretsOf(variables('machine.environment'));
    for (const secret of secrets) await this.#secrets.delete(secretKey(secret));
    return [...new Set(secrets.map(({ name }) => name))];
  }

  dispose(): void {
    this.#lifetime.dispose();
  }

  /** Fills in each value with the secrets stored for its scope. */
  async #filled(environment: readonly Variable[]): Promise<Readonly<Record<string, string>>> {
    const filled = await Promise.all(
      environment.map(async (variable) => {
        const secrets = await Promise.all(
          secretsOf([variable]).map(async (each) => [each.name, await this.#kept(each)] as const),
        );
        const known = secrets.flatMap(([name, secret]) => (secret === undefined ? [] : [[name, secret] as const]));
        return fillSecrets({ [variable.name]: variable.value }, new Map(known));
      }),
    );
    return Object.assign({}, ...filled) as Readonly<Record<string, string>>;
  }

  #kept(secret: NamedSecret): Thenable<string | undefined> {
    return this.#secrets.get(secretKey(secret));
  }
}

/** A secret that a setting names; `setBy` as in Variable. */
type NamedSecret = Pick<Variable, 'name' | 'setBy'>;

/** Upper limit for parallel creates: each is a docker-machine process. */
const mostAtOnce = 64;

/** Settings whose change rebuilds the services; others are read when they are used. */
const servicesNeed = ['machine.path', 'machine.storagePath', 'machine.environment', 'probeTimeout', 'up', 'images'];

function read<T>(name: string, otherwise: T): T {
  const value = settingOf(name);
  // A settings file may contain other types than package.json declares.
  return typeof value === typeof otherwise ? (value as T) : otherwise;
}

const settingOf = (name: string): unknown => workspace.getConfiguration('dockerOverlay').get<unknown>(name);

function secretsOf(environment: readonly Variable[]): readonly NamedSecret[] {
  const all = environment.flatMap((variable) =>
    secretNames({ [variable.name]: variable.value }).map((name) => ({ name, setBy: variable.setBy })),
  );
  return all.filter((each, index) => all.findIndex((other) => secretKey(other) === secretKey(each)) === index);
}

/** Secrets are stored per scope: a workspace does not receive the secret given for the user's setting. */
const secretKey = ({ name, setBy }: NamedSecret): string =>
  setBy === '' ? `environment.${name}` : `environment.${name}@${setBy}`;
