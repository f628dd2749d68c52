/** What a docker-machine driver creates, in a few words; empty for unknown drivers. */
import type { Translate } from '../base/text.ts';

export function driverWords(driver: string, t: Translate): string {
  switch (driver) {
    case 'virtualbox':
      return t('VirtualBox machines on this computer');
    case 'generic':
      return t('existing hosts, over SSH');
    case 'hyperv':
      return t('Hyper-V machines on this computer');
    case 'vmwarefusion':
    case 'vmware':
      return t('VMware machines on this computer');
    case 'kvm':
    case 'kvm2':
      return t('KVM machines on this computer');
    case 'parallels':
      return t('Parallels machines on this computer');
    case 'none':
      return t('only an address: nothing is created or installed');
    case 'amazonec2':
      return t('machines at {0}', 'Amazon EC2');
    case 'azure':
      return t('machines at {0}', 'Microsoft Azure');
    case 'digitalocean':
      return t('machines at {0}', 'DigitalOcean');
    case 'exoscale':
      return t('machines at {0}', 'Exoscale');
    case 'google':
      return t('machines at {0}', 'Google Compute Engine');
    case 'hetzner':
      return t('machines at {0}', 'Hetzner');
    case 'linode':
      return t('machines at {0}', 'Linode');
    case 'openstack':
      return t('machines at {0}', 'OpenStack');
    case 'rackspace':
      return t('machines at {0}', 'Rackspace');
    case 'softlayer':
      return t('machines at {0}', 'IBM SoftLayer');
    case 'vmwarevcloudair':
      return t('machines at {0}', 'VMware vCloud Air');
    case 'vmwarevsphere':
      return t('machines at {0}', 'VMware vSphere');
    default:
      return '';
  }
}
