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

/** Whether an option's name says that its value is a secret. Names and paths of keys, and prints of their fingers, are none. */
export function isSecret(option: string): boolean {
  if (Object.hasOwn(variables, option)) return true;
  return (
    /(^|-)(token|secret|password|passwd|pass|passphrase|credential|credentials)(-|$)|(access|api|secret|private|auth|account)-?key(-|$)/.test(
      option,
    ) && !/-(path|file|name|id|fingerprint|keypath|user|username)$/.test(option)
  );
}

/** The variable that a well-known driver reads the option from; undefined: only its help can tell. */
export function knownVariable(option: string): string | undefined {
  return Object.hasOwn(variables, option) ? variables[option] : undefined;
}

/** The variable to set instead of the option; where the driver is not known, by the usual rule of drivers. */
export function environmentOf(option: string): string {
  return knownVariable(option) ?? option.toUpperCase().replaceAll('-', '_');
}
