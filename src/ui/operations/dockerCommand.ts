/** Environment of the docker command for a manager, and whether docker stores registry credentials. */
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import type { ManagerEndpoint } from '../../model/steering.ts';

/** Variables that point docker at a manager; they override the user's docker context. */
export function dockerEnvironment({
  host,
  certificates,
  apiVersion,
}: ManagerEndpoint): Readonly<Record<string, string>> {
  return {
    DOCKER_HOST: host,
    DOCKER_TLS_VERIFY: '1',
    DOCKER_CERT_PATH: certificates,
    // Docker 29 and later speaks to such engines only if it is given their API version.
    ...(isOlderThan(apiVersion, '1.44') ? { DOCKER_API_VERSION: apiVersion } : {}),
  };
}

function isOlderThan(version: string, other: string): boolean {
  const [major = 0, minor = 0] = numbers(version);
  const [otherMajor = 0, otherMinor = 0] = numbers(other);
  return numbers(version).length === 2 && (major < otherMajor || (major === otherMajor && minor < otherMinor));
}

const numbers = (version: string): readonly number[] => (/^(\d+)\.(\d+)$/.exec(version)?.slice(1) ?? []).map(Number);

/** Only checks that credentials exist. `folder`: docker's own, `~/.docker` or DOCKER_CONFIG. False if the file cannot be read. */
export async function hasCredentials(
  folder: string = process.env['DOCKER_CONFIG'] ?? path.join(homedir(), '.docker'),
): Promise<boolean> {
  try {
    const config: unknown = JSON.parse(await readFile(path.join(folder, 'config.json'), 'utf8'));
    if (typeof config !== 'object' || config === null) return false;
    const { auths, credHelpers, credsStore } = config as Readonly<Record<string, unknown>>;
    return isFilled(auths) || isFilled(credHelpers) || (typeof credsStore === 'string' && credsStore !== '');
  } catch {
    return false;
  }
}

const isFilled = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length > 0;
