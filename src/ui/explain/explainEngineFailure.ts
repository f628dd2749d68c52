/** Words for failures of an engine or of the connection to it. */
import type { Translate } from '../../base/text.ts';
import { isLinkLocal, type Address } from '../../model/address.ts';
import { isOfFullDisk } from '../../model/failure.ts';
import type { EngineFailure } from '../../model/engineFailure.ts';
import { openSetting, refresh, seconds, showLog, type Explanation } from './explanation.ts';

export function explainEngineFailure(failure: EngineFailure, t: Translate): Explanation {
  switch (failure.kind) {
    case 'addressUnknown':
      return {
        short: t('no address'),
        what: t('Machine {0} has no address: it never started, or its driver cannot report it.', failure.machine),
        why: '',
        remedy: t('Check what docker-machine status {0} says, then refresh.', failure.machine),
        actions: [refresh(t), showLog(t)],
      };
    case 'engineNotAsked':
      return explainNotAsked(failure, t);
    case 'addressUntold':
      return {
        short: t('address unknown'),
        what: t('The record of machine {0} has no address, and its driver cannot report one.', failure.machine),
        why: failure.said,
        isSaid: true,
        remedy: t('Check that docker-machine ip {0} works, then refresh.', failure.machine),
        actions: [refresh(t), showLog(t)],
      };
    case 'engineRefused':
      return {
        short: t('engine refuses connections'),
        what: t('Nothing is listening at {0}: the connection was refused.', failure.address),
        why: '',
        remedy: t(
          'The host is up, but its engine is not: start it there (systemctl start docker), and check its journal if it stops again.',
        ),
        actions: [refresh(t)],
      };
    case 'engineUnreachable':
      if (isLinkLocal(failure.address)) return explainLinkLocal(failure.address, failure.said, t);
      return {
        short: t('host cannot be reached'),
        what: t('There is no route to {0}.', failure.address),
        why: failure.said,
        remedy: t('Check that the host is powered on and reachable from this computer.'),
        actions: [refresh(t)],
      };
    case 'engineReset':
      return {
        short: t('connection lost'),
        what: t('{0} closed the connection.', failure.address),
        why: '',
        remedy: t('Its engine may be restarting, or a firewall blocks it. Check again in a moment.'),
        actions: [refresh(t)],
      };
    case 'engineSilent':
      if (!failure.connected && isLinkLocal(failure.address)) return explainLinkLocal(failure.address, '', t);
      return {
        // A hung engine and a missing host look the same in a row, so they are named differently.
        short: failure.connected ? t('engine does not answer') : t('host does not answer'),
        what: failure.connected
          ? t('{0} accepts connections, but did not answer within {1} s.', failure.address, seconds(failure.after))
          : t('{0} did not answer within {1} s.', failure.address, seconds(failure.after)),
        why: failure.connected
          ? t('The engine hangs or is frozen, or another program listens there.')
          : t('The host is down, its cable is unplugged, or a firewall drops the packets.'),
        remedy: t('Check the host, or raise dockerOverlay.probeTimeout.'),
        actions: [refresh(t), openSetting('probeTimeout', t)],
      };
    case 'notDocker':
      return {
        short: t('Docker not found there'),
        what: t('Something answers at {0}, but it is not what was expected there.', failure.address),
        why: failure.said,
        remedy: t('Check which program listens on that port.'),
        actions: [refresh(t)],
      };
    case 'engineTooMuch':
      return {
        short: t('engine sends too much'),
        what: excessText(failure, t),
        why: t('Reading from one engine is limited so that it cannot slow down everything else.'),
        remedy: t('Check what runs on that host. The engine is queried again in a few minutes.'),
        actions: [showLog(t)],
      };
    case 'engineError':
      if (isOfFullDisk(failure)) return explainFullDisk(failure, t);
      return {
        short: t('engine reports an error'),
        what: t('{0} answered with an error (HTTP {1}).', failure.address, failure.status),
        why: failure.said,
        remedy: failure.said.includes('network sandbox')
          ? t(
              'After all machines restart, overlay containers start only once their engine has restarted again: restart the machine.',
            )
          : t('See the engine’s journal on that host.'),
        actions: [showLog(t)],
      };
    case 'engineReticent':
      return {
        short: t('engine information not available'),
        what: t('The engine at {0} answers, but its information is not available yet.', failure.address),
        why: t('As a swarm manager, it waits for a leader, for up to 30 seconds after the last one was lost.'),
        remedy: t('Wait a moment: it is queried again automatically.'),
        actions: [refresh(t)],
      };
    case 'certificateExpired':
      return {
        short: t('certificate expired'),
        what:
          failure.whose === 'engine'
            ? t('The certificate of the engine at {0} has expired.', failure.address)
            : t('The client certificate for the engine at {0} has expired.', failure.address),
        why: failure.at ? t('It was valid until {0}.', day(failure.at)) : '',
        remedy: t('Regenerate the machine’s certificates. This restarts its engine and stops its containers.'),
        actions: [],
      };
    case 'certificateNotYetValid':
      return {
        short: t('certificate not valid yet'),
        what:
          failure.whose === 'engine'
            ? t('The certificate of the engine at {0} is not valid yet.', failure.address)
            : t('The client certificate for the engine at {0} is not valid yet.', failure.address),
        why: failure.from ? t('It is valid from {0}.', day(failure.from)) : '',
        remedy: t('A clock is probably wrong: compare this computer’s time with the host’s.'),
        actions: [refresh(t)],
      };
    case 'certificateMissing':
      return {
        short: t('certificate missing'),
        what: t('A certificate for {0} is missing or unreadable: {1}', failure.address, failure.path),
        why: failure.said,
        remedy: t('Regenerate the machine’s certificates, or restore the file.'),
        actions: [],
      };
    case 'certificateForeign':
      return {
        short: t('certificate not trusted'),
        what:
          failure.whose === 'engine'
            ? t('The engine at {0} presents a certificate from another authority.', failure.address)
            : t('The engine at {0} does not accept the client certificate.', failure.address),
        why: failure.said,
        remedy: t(
          'The machine was created with another machine store, its address changed, or another host has its address. Regenerate its certificates to match.',
        ),
        actions: [],
      };
  }
}

function excessText(
  { address, of, most }: Extract<EngineFailure, { readonly kind: 'engineTooMuch' }>,
  t: Translate,
): string {
  switch (of) {
    case 'bytes':
      return t('{0} sent more than {1} KiB at once.', address, most / 1024);
    case 'values':
      return t('{0} sent more than {1} values in one answer.', address, most);
    case 'entries':
      return t('{0} sent a list of more than {1} entries.', address, most);
    case 'networks':
      return t('{0} lists more than {1} overlay networks.', address, most);
    case 'endpoints':
      return t('{0} lists more than {1} endpoints in overlay networks.', address, most);
    case 'layers':
      return t('{0} reported more than {1} layers of one image.', address, most);
    case 'events':
      return t('{0} sent more than {1} events within seconds.', address, most);
  }
}

const day = (at: Date): string => at.toISOString().replace('T', ' ').slice(0, 16);

/** An engine with a full disk answers queries but rejects changes. Only the rejections reveal the cause. */
function explainFullDisk(failure: Extract<EngineFailure, { readonly kind: 'engineError' }>, t: Translate): Explanation {
  return {
    short: t('disk is full'),
    what: t('The disk of the host behind {0} is full.', failure.address),
    why: failure.said,
    remedy: t(
      'Free disk space on that host: docker system prune removes unused data. Running containers are not affected.',
    ),
    actions: [showLog(t)],
  };
}

/** An engine that this extension does not connect to, because of its URL. */
function explainNotAsked(
  { machine, url, why }: Extract<EngineFailure, { readonly kind: 'engineNotAsked' }>,
  t: Translate,
): Explanation {
  const said = { why: '', actions: [] };
  switch (why) {
    case 'withoutTls':
      return {
        ...said,
        short: t('engine without TLS'),
        what: t('The engine of machine {0} is at {1}, which is a port without TLS.', machine, url),
        remedy: t(
          'docker-machine cannot use it either. Make the engine listen with TLS on port 2376, then add it again.',
        ),
      };
    case 'localSocket':
      return {
        ...said,
        short: t('local socket'),
        what: t('The engine of machine {0} is at {1}, a socket of this computer.', machine, url),
        remedy: t('This extension only connects to engines over TCP with TLS.'),
      };
    case 'ssh':
      return {
        ...said,
        short: t('engine over ssh'),
        what: t('The engine of machine {0} is at {1}, which is reached over ssh.', machine, url),
        remedy: t('This extension only connects to engines over TCP with TLS.'),
      };
    case 'unknownUrl':
      return {
        ...said,
        short: t('unknown URL'),
        what: t('The engine of machine {0} is at {1}, which is not an engine URL.', machine, url),
        remedy: t('This extension only connects to engines over TCP with TLS.'),
      };
  }
}

/** Hyper-V assigns only a link-local address to a VM while no DHCP server answers it. */
function explainLinkLocal(address: Address, said: string, t: Translate): Explanation {
  return {
    short: t('link-local address'),
    what: t('{0} cannot be reached: it is a link-local address, which is valid on one network link only.', address),
    why: said,
    remedy: t(
      'The machine needs an IPv4 address or an interface in its address (such as fe80::1%eth0). Check that a DHCP server answers on its network, then restart the machine.',
    ),
    actions: [refresh(t)],
  };
}
