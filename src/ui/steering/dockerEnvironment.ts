/** The variables that set the docker command to a manager. Pure. */
import type { ManagerEndpoint } from '../../model/steering.ts';

/** What a context of the person's own would say otherwise stands back behind these. */
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
