/** Driver options that hold secrets, and the environment variables that their drivers also read. */

/** From the flag tables of docker-machine 0.16.2's drivers and of well-known external drivers. */
const variables: Readonly<Record<string, string>> = {
  'amazonec2-access-key': 'AWS_ACCESS_KEY_ID',
  'amazonec2-secret-key': 'AWS_SECRET_ACCESS_KEY',
  'amazonec2-session-token': 'AWS_SESSION_TOKEN',
  'azure-client-secret': 'AZURE_CLIENT_SECRET',
  'digitalocean-access-token': 'DIGITALOCEAN_ACCESS_TOKEN',
  'exoscale-api-key': 'EXOSCALE_API_KEY',
  'exoscale-api-secret-key': 'EXOSCALE_API_SECRET',
  'hetzner-api-token': 'HETZNER_API_TOKEN',
  'linode-root-pass': 'LINODE_ROOT_PASSWORD',
  'linode-token': 'LINODE_TOKEN',
  'openstack-password': 'OS_PASSWORD',
  'rackspace-api-key': 'OS_API_KEY',
  'softlayer-api-key': 'SOFTLAYER_API_KEY',
  'vmwarefusion-ssh-password': 'FUSION_SSH_PASSWORD',
  'vmwarevcloudair-password': 'VCLOUDAIR_PASSWORD',
  'vmwarevsphere-password': 'VSPHERE_PASSWORD',
};

/** Words that mark a value as secret alone, at the end of a name or before a qualifier. */
const secretWords = new Set(['pass', 'pwd', 'pat', 'psk', 'credential', 'credentials', 'userdata', 'passcode']);
/** These also match as the end of a longer word: PGPASSWORD, AUTHTOKEN. */
const secretEnding = /(password|passwd|passphrase|secret|token|apikey|(access|secret|private|auth)key)$/;
/** Words that make a following "key" a secret. Drivers use `ssh-key` for a path instead. */
const secretKeys =
  /^(access|account|api|app|auth|consumer|encryption|jwt|master|private|secret|service|session|shared|signing|storage)$/;
/** A name with this ending describes a secret without containing it: its path, name or type. */
const aboutSecrets = new Set([
  ...['path', 'file', 'name', 'id', 'fingerprint', 'keypath', 'user', 'username', 'url', 'uri', 'endpoint'],
  ...['algorithm', 'alg', 'issuer', 'audience', 'ttl', 'expiry', 'type', 'length', 'size'],
]);
/** A URL of these contains a user name and a password. */
const withPassword = /^(database|db|redis|mongo|mongodb|postgres|postgresql|pg|mysql|mariadb|amqp|rabbitmq|sql)$/;

/**
 * Whether the name of an option or environment variable marks its value as secret. Names, paths and fingerprints of keys are not secret.
 */
export function isSecret(name: string): boolean {
  if (Object.hasOwn(variables, name)) return true;
  const words = name
    .replace(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, '-')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  const last = words.at(-1) ?? '';
  const before = words.at(-2) ?? '';
  if (/^(url|uri|dsn)$/.test(last) && withPassword.test(before)) return true;
  if (last === 'dsn' || (before === 'connection' && last === 'string')) return true;
  if (aboutSecrets.has(last)) return false;
  return words.some((word, index) => saysSecret(word, words[index - 1], words.length));
}

function saysSecret(word: string, before: string | undefined, count: number): boolean {
  if (secretEnding.test(word) || word === 'jwt') return true;
  // PWD alone is a shell's working directory.
  if (secretWords.has(word)) return count > 1 || word !== 'pwd';
  if (word === 'data') return before === 'user';
  return word === 'key' && before !== undefined && secretKeys.test(before);
}

/** The variable that a well-known driver reads the option from; undefined if only the driver's help can tell. */
export function knownVariable(option: string): string | undefined {
  return Object.hasOwn(variables, option) ? variables[option] : undefined;
}

/** The variable to set instead of the option; for an unknown driver, named by the usual convention. */
export function environmentOf(option: string): string {
  return knownVariable(option) ?? option.toUpperCase().replaceAll('-', '_');
}
