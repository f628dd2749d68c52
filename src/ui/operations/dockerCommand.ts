/** What the docker command on this computer is told of a manager, and whether it keeps credentials of a registry. */
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import type { ManagerEndpoint } from '../../model/steering.ts';

/** The variables that point it at a manager; they win over a context of the user's own. */
export function dockerEnvironment({
  host,
  certificates,
  apiVersion,
}: ManagerEndpoint): Readonly<Record<string, string>> {
  return {
    DOCKER_HOST: host,
    DOCKER_TLS_VERIFY: '1',
    DOCKER_CERT_PATH: certificates,
    // From 29 on docker speaks to such engines only when it is told their version.
    ...(isOlderThan(apiVersion, '1.44') ? { DOCKER_API_VERSION: apiVersion } : {}),
  };
}

function isOlderThan(version: string, other: string): boolean {
  const [major = 0, minor = 0] = numbers(version);
  const [otherMajor = 0, otherMinor = 0] = numbers(other);
  return numbers(version).length === 2 && (major < otherMajor || (major === otherMajor && minor < otherMinor));
}

const numbers = (version: string): readonly number[] => (/^(\d+)\.(\d+)$/.exec(version)?.slice(1) ?? []).map(Number);

/** Nothing is read of them but that they are there. `folder`: docker's own, `~/.docker` unless DOCKER_CONFIG says otherwise. A file that cannot be read has none. */
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
