import { socketAddress } from '../../client/socket-address.ts'
import { connect } from 'node:net'
import { networkError } from '../../client/network-error.ts'
import type { Words } from '../../protocol/words.ts'
import type { ListenAddress } from '../config/value-types.ts'
import { type Check, fail, ok, type Outcome, outcome } from './check.ts'
import { codeOf } from '../code-of.ts'
import { nameInDns } from './name-in-dns.ts'
import type { OtherNode } from './other-node.ts'
import { receiveServiceAnswers } from './receive-service-answers.ts'
import { type Handshake, shakeHands } from './shake-hands.ts'

/** The way to another node, step by step: its name, its port, TLS, whose certificate it is, what its receive service says. */
export function reach(node: OtherNode): Check {
  const at = socketAddress(node.url)
  return nameInDns({
    check: `${node.name}-name`,
    host: at.host,
    cure: {
      sv: 'Rätta adressen, eller se över namnservern (/etc/resolv.conf).',
      en: 'Correct the address, or look over the name server (/etc/resolv.conf).',
    },
    next: [openPort(node, at)],
  })
}

function openPort(node: OtherNode, at: ListenAddress): Check {
  const place = `${at.host}:${at.port}`
  return {
    name: `${node.name}-port`,
    cureWhenHung: openFirewall(place),
    async run(signal) {
      try {
        await connection(at, signal)
      } catch (error) {
        return outcome(fail(networkError(error, place).words, openFirewall(place)))
      }
      return outcome(ok({ sv: `Porten ${place} är öppen.`, en: `The port ${place} is open.` }), [
        tls(node, at),
      ])
    },
  }
}

function connection({ host, port }: ListenAddress, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, signal }, () => {
      resolve()
      socket.destroy()
    })
    socket.once('error', reject)
  })
}

function tls(node: OtherNode, at: ListenAddress): Check {
  const place = `${at.host}:${at.port}`
  return {
    name: `${node.name}-tls`,
    cureWhenHung: noTlsThere,
    async run(signal) {
      try {
        const handshake = await shakeHands(at, { signal, identity: node.identity, ca: node.ca })
        const { protocol } = handshake
        return outcome(ok({ sv: `${place} talar ${protocol}.`, en: `${place} speaks ${protocol}.` }), [
          certificate(node, handshake),
        ])
      } catch (error) {
        if (signal.aborted) throw error
        const code = codeOf(error)
        return outcome(
          fail(
            { sv: `TLS med ${place} gick inte (${code}).`, en: `TLS with ${place} failed (${code}).` },
            code.includes('ALERT') ? otherRefuses : noTlsThere,
          ),
        )
      }
    },
  }
}

function certificate(node: OtherNode, handshake: Handshake): Check {
  return {
    name: `${node.name}-certificate`,
    async run(): Promise<Outcome> {
      const verdict = await node.prove(handshake)
      const goesOn = verdict.status !== 'fail' && node.identity !== undefined
      return outcome(verdict, goesOn ? [receiveServiceAnswers(node, node.identity)] : [])
    },
  }
}

function openFirewall(place: string): Words {
  return {
    sv: `Se över adressen. Är den rätt: öppna brandväggen för utgående trafik till ${place}, eller fråga den andra organisationen om noden är igång och släpper in er.`,
    en: `Look over the address. If it is right: open the firewall for outgoing traffic to ${place}, or ask the other organisation whether its node runs and lets you in.`,
  }
}

const noTlsThere: Words = {
  sv: 'Se efter att adressen är nodens maskinport, och att ingen proxy eller brandvägg på vägen bryter TLS.',
  en: "See that the address is the machines' port of the node, and that no proxy or firewall on the way breaks TLS.",
}

const otherRefuses: Words = {
  sv: 'Den andra sidan tar inte certifikatet: se efter att det är från en utfärdare som den litar på, och att TLS 1.2 eller nyare går.',
  en: 'The other side does not take the certificate: see that its issuer is one that it trusts, and that TLS 1.2 or newer is allowed.',
}
