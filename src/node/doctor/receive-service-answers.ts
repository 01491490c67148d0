import { socketAddress } from '../../client/socket-address.ts'
import type { IncomingMessage } from 'node:http'
import { request } from 'node:https'
import { answerError } from '../../client/answer-error.ts'
import { networkError } from '../../client/network-error.ts'
import { basePath, shsPath } from '../../client/shs-path.ts'
import { type Check, fail, ok, outcome, told, type Verdict, warn } from './check.ts'
import { clockVerdict } from './clock-verdict.ts'
import type { OtherNode } from './other-node.ts'
import { type Identity, tlsOptions } from './shake-hands.ts'

/** What a node that has been proved says to a GET of its receive service, which takes only POST: nothing is sent. */
export function receiveServiceAnswers(node: OtherNode, identity: Identity): Check {
  const { name, url } = node
  return {
    name: `${name}-http`,
    cureWhenHung: {
      sv: 'Den andra noden tar emot men svarar inte: försök senare, eller fråga den som sköter den.',
      en: 'The other node accepts but does not answer: try later, or ask its operator.',
    },
    async run(signal) {
      const asked = Date.now()
      try {
        const answer = await get(node, identity, signal)
        const middle = (asked + Date.now()) / 2
        return outcome(await verdictOn(answer, url.host), clockOf(answer, middle, url.host))
      } catch (error) {
        if (signal.aborted) throw error
        return outcome(fail(networkError(error, url.host).words, refusedOrGone))
      }
    },
  }
}

function get(
  { url, language }: OtherNode,
  identity: Identity,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const at = socketAddress(url)
  return new Promise((resolve, reject) => {
    request({
      ...at,
      ...tlsOptions(at.host, identity),
      agent: false,
      signal,
      path: shsPath(basePath(url), 'rs'),
      headers: { 'accept-language': language },
    })
      .once('response', resolve)
      .once('error', reject)
      .end()
  })
}

async function verdictOn(answer: IncomingMessage, host: string): Promise<Verdict> {
  const status = answer.statusCode ?? 0
  if (status === 405) {
    answer.destroy()
    return ok({
      sv: `Mottagningstjänsten hos ${host} svarar.`,
      en: `The receive service of ${host} answers.`,
    })
  }
  if (status < 400) {
    answer.destroy()
    return warn(
      {
        sv: `${host} svarar ${status} på GET, i stället för att bara ta POST.`,
        en: `${host} answers ${status} to GET, where only POST should be taken.`,
      },
      {
        sv: 'Se efter att adressen är mottagningstjänstens.',
        en: 'See that the address is that of the receive service.',
      },
    )
  }
  const { words, cure } = await answerError(answer, host)
  const found = { sv: `${host} svarar ${status}: ${words.sv}`, en: `${host} answers ${status}: ${words.en}` }
  if (status >= 500) return warn(found, cure ?? refusedOrGone)
  return fail(found, cure ?? (status === 404 ? noSuchAddress : refusedOrGone))
}

/** The clocks of both machines, where the answer tells the time; its Date has whole seconds. */
function clockOf(answer: IncomingMessage, at: number, host: string): readonly Check[] {
  const there = Date.parse(answer.headers.date ?? '')
  if (Number.isNaN(there)) return []
  return [told('clock', clockVerdict(at - there, { sv: `${host}:s`, en: `that of ${host}` }))]
}

const noSuchAddress = {
  sv: 'Rätta adressen: noden, eller dess mottagningstjänst (…/shs/rs).',
  en: 'Correct the address: the node, or its receive service (…/shs/rs).',
}

const refusedOrGone = {
  sv: 'Fråga den andra organisationen om ert certifikat är känt hos dem och om deras nod mår väl.',
  en: 'Ask the other organisation whether your certificate is known there and whether their node is well.',
}
