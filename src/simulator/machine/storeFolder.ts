/** The machine store, docker-machine's folder: certificates and a record for each machine. */
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { basename, join } from 'node:path';
import { makeCertificate, type KeyPair } from './certificates.ts';
import type { MachineRecord } from './record.ts';

export class StoreFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  get certificates(): string {
    return join(this.path, 'certs');
  }

  machine(name: string): string {
    return join(this.path, 'machines', name);
  }

  /** Sorted by name, without folders whose name begins with a dot. */
  async names(): Promise<readonly string[]> {
    const entries = await readdir(join(this.path, 'machines'), { withFileTypes: true }).catch(() => []);
    const names = entries.filter((each) => each.isDirectory() && !each.name.startsWith('.')).map((each) => each.name);
    return names.sort((a, b) => (a < b ? -1 : 1));
  }

  exists(name: string): boolean {
    return name !== '' && basename(name) === name && existsSync(this.machine(name));
  }

  /** Returns undefined if the record is missing or unreadable. */
  async read(name: string): Promise<MachineRecord | undefined> {
    if (!this.exists(name)) return undefined;
    try {
      return JSON.parse(await readFile(join(this.machine(name), 'config.json'), 'utf8')) as MachineRecord;
    } catch {
      return undefined;
    }
  }

  /** Writes atomically: readers never see a partial record. */
  async save(record: MachineRecord): Promise<void> {
    const folder = this.machine(record.Name);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = join(folder, 'config.json');
    await this.#write(file, JSON.stringify(record, undefined, 4), 0o600);
  }

  async forget(name: string): Promise<void> {
    await rm(this.machine(name), { recursive: true, force: true });
  }

  /** Creates the authority and the client certificate if they are missing, and reports what it creates. */
  async bootstrap(tell: (line: string) => void): Promise<void> {
    const at = (name: string): string => join(this.certificates, name);
    await mkdir(join(this.path, 'machines'), { recursive: true, mode: 0o700 });
    await mkdir(this.certificates, { recursive: true, mode: 0o700 });
    if (!existsSync(at('ca.pem'))) {
      tell(`Creating CA: ${at('ca.pem')}`);
      const authority = makeCertificate({ organisation: organisation(), authority: undefined });
      await this.#write(at('ca-key.pem'), authority.key, 0o600);
      await this.#write(at('ca.pem'), authority.certificate, 0o644);
    }
    if (!existsSync(at('cert.pem'))) {
      tell(`Creating client certificate: ${at('cert.pem')}`);
      const client = makeCertificate({
        organisation: `${organisation()}.<bootstrap>`,
        authority: await this.authority(),
      });
      await this.#write(at('key.pem'), client.key, 0o600);
      await this.#write(at('cert.pem'), client.certificate, 0o644);
    }
  }

  async authority(): Promise<KeyPair> {
    const [certificate, key] = await Promise.all(
      ['ca.pem', 'ca-key.pem'].map((name) => readFile(join(this.certificates, name), 'utf8')),
    );
    return { certificate: certificate ?? '', key: key ?? '' };
  }

  /** Copies the client certificates next to a machine's record. */
  async copyClient(name: string): Promise<void> {
    for (const file of ['ca.pem', 'cert.pem', 'key.pem'])
      await copyFile(join(this.certificates, file), join(this.machine(name), file));
  }

  async writeServer(name: string, server: KeyPair): Promise<void> {
    await this.#write(join(this.machine(name), 'server.pem'), server.certificate, 0o644);
    await this.#write(join(this.machine(name), 'server-key.pem'), server.key, 0o600);
  }

  /** Writes docker-machine's SSH key. Simulated hosts do not ask for it, but users and clients check that it exists. */
  async writeSshKey(name: string, file: string): Promise<void> {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    await this.#write(
      join(this.machine(name), file),
      privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      0o600,
    );
    const bare = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('base64');
    await this.#write(join(this.machine(name), `${file}.pub`), `ssh-ed25519 ${bare}\n`, 0o600);
  }

  async #write(file: string, content: string, mode: number): Promise<void> {
    // Concurrent creates write the same files; the last one wins, as with the real docker-machine.
    const apart = `${file}.${randomUUID()}.tmp`;
    await writeFile(apart, content, { mode });
    await rename(apart, file);
  }
}

function organisation(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}
