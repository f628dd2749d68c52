/** Driver options that hold secrets, and the environment variables that their drivers read instead. */

/** From the drivers' own flag tables: docker-machine 0.16.2 and well-known drivers beside it. */
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

/** Words that alone, at the end of a name or before what describes it, say that the value is a secret. */
const secretWords = new Set(['pass', 'pwd', 'pat', 'psk', 'credential', 'credentials', 'userdata', 'passcode']);
/** These are written together with what they belong to, too: PGPASSWORD, AUTHTOKEN. */
const secretEnding = /(password|passwd|passphrase|secret|token|apikey|(access|secret|private|auth)key)$/;
/** What a key is, that is a secret itself; `ssh-key` is the path of one as drivers mean it. */
const secretKeys =
  /^(access|account|api|app|auth|consumer|encryption|jwt|master|private|secret|service|session|shared|signing|storage)$/;
/** The name is that of something about a secret: where it lies, how it is called, how it was made. */
const aboutSecrets = new Set([
  ...['path', 'file', 'name', 'id', 'fingerprint', 'keypath', 'user', 'username', 'url', 'uri', 'endpoint'],
  ...['algorithm', 'alg', 'issuer', 'audience', 'ttl', 'expiry', 'type', 'length', 'size'],
]);
/** A URL of these holds name and password. */
const withPassword = /^(database|db|redis|mongo|mongodb|postgres|postgresql|pg|mysql|mariadb|amqp|rabbitmq|sql)$/;

/**
 * Whether the name of an option or of an environment variable says that its value is a secret. Names and paths of keys, and prints of
 * their fingers, are none.
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
  // PWD alone is the folder that a shell is in.
  if (secretWords.has(word)) return count > 1 || word !== 'pwd';
  if (word === 'data') return before === 'user';
  return word === 'key' && before !== undefined && secretKeys.test(before);
}

/** The variable that a well-known driver reads the option from; undefined: only its help can tell. */
export function knownVariable(option: string): string | undefined {
  return Object.hasOwn(variables, option) ? variables[option] : undefined;
}

/** The variable to set instead of the option; where the driver is not known, by the usual rule of drivers. */
export function environmentOf(option: string): string {
  return knownVariable(option) ?? option.toUpperCase().replaceAll('-', '_');
}
